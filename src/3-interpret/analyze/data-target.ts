import type { RangeVar, ResTarget } from '@pgsql/types';
import type { Table, View } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { findName } from '../../model/catalog-lookup.js';
import type { RowTest, TableSource } from '../../model/query.js';
import { NEW_ROW } from '../../model/trigger-program.js';
import { takenRows } from '../catalog/partition-rows.js';
import type { TargetColumn } from './assign.js';
import { didYouMean, refuse } from './refuse.js';
import { findRelation, rowsNamed } from './relation.js';
import { newSource, type Scope, type ScopeItem } from './scope.js';

/** The relation that a statement changes, and how expressions see it. */
export interface DataTarget {
  readonly relation: Table | View;
  readonly target: TableSource;
  readonly item: ScopeItem;
  /** Which rows of the table are meant, where the name is that of a partition. */
  readonly rows?: Expr;
  /** What a partition, or one of them, has to take. */
  readonly test?: RowTest;
}

/** `INSERT INTO t AS x`, `UPDATE ONLY t`, `DELETE FROM t`; never a WITH entry. */
export function dataTarget(node: RangeVar | undefined, scope: Scope, find: typeof findRelation = findRelation): DataTarget {
  if (!node) throw new Error('the grammar gives the statement a relation');
  const relation = find(node, scope);
  const source = newSource(scope);
  scope.state.met?.add(node.relname ?? relation.name);
  const alias = node.alias?.aliasname;
  if (relation.kind === 'view' && relation.materialized) refuse(scope, 'wrong-object-type', `cannot change materialized view "${relation.name}"`, { at: node.location, length: relation.name.length });
  const item: ScopeItem = {
    source, name: alias ?? node.relname ?? relation.name, relation: relation.id, columns: relation.columns, tableVisible: true, columnsVisible: true,
    rowType: { kind: 'composite', id: relation.id }, ...(alias === undefined && { schema: relation.schema }),
  };
  const rows = rowsNamed(node, source, scope);
  const test = testOf(node, relation, scope);
  return { relation, ...(rows && { rows }), ...(test && { test }), target: { kind: 'table', source, relation: relation.id, ...(alias !== undefined && { alias }) }, item };
}

/** https://www.postgresql.org/docs/18/ddl-partitioning.html: a row goes into the partition that takes it, or nowhere. */
function testOf(node: RangeVar, relation: Table | View, scope: Scope): RowTest | undefined {
  if (relation.kind === 'view' || !relation.partitioned) return undefined;
  const entry = findName(scope.catalog, 'relation', node.schemaname, node.relname ?? '');
  const rows = entry && takenRows(entry, scope.catalog, NEW_ROW);
  const message = entry?.partition ? `new row for relation "${node.relname ?? ''}" violates partition constraint` : `no partition of relation "${relation.name}" found for row`;
  return rows && { rows, message };
}

/** A column named in an INSERT list or after SET. @throws Refusal `column "x" of relation "t" does not exist` */
export function targetColumn(node: ResTarget, relation: Table | View, scope: Scope): TargetColumn {
  const name = node.name ?? '';
  const place = { at: node.location, length: name.length };
  const column = relation.columns.find((candidate) => candidate.name === name);
  if (column && node.indirection?.length) refuse(scope, 'unsupported-expression', `assigning to a part of column "${name}" is not supported`, { ...place, help: 'Assign the whole array or document: array_append(..), jsonb_set(..).' });
  if (column) return column;
  const qualified = node.indirection?.length ? 'SET target columns cannot be qualified with the relation name.' : undefined;
  const help = qualified ?? didYouMean(name, relation.columns.map((candidate) => candidate.name));
  return refuse(scope, 'unknown-column', `column "${name}" of relation "${relation.name}" does not exist`, { ...place, help });
}
