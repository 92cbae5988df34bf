import type { RangeVar, ResTarget } from '@pgsql/types';
import type { Table, View } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { findName } from '../../model/catalog-lookup.js';
import type { RowTest, TableSource } from '../../model/query.js';
import { NEW_ROW } from '../../model/trigger-program.js';
import { takenRows } from '../catalog/partition-rows.js';
import type { TriggerEvent } from '../../model/trigger-program.js';
import type { TargetColumn } from './assign.js';
import { requireNoChildren } from './inherited-rows.js';
import { didYouMean, refuse } from './refuse.js';
import { findRelation, rowsNamed } from './relation.js';
import { newSource, type Scope, type ScopeItem } from './scope.js';
import { writable, type Writable, type WritableColumn } from './view-target.js';

/** The relation that a statement changes, and how expressions see it. */
export interface DataTarget {
  /** As the statement names it. */
  readonly relation: Table | View;
  /** Whose rows change: another one where the name is that of a view. */
  readonly base: Table | View;
  readonly columns: readonly WritableColumn[];
  readonly hidden: Writable['hidden'];
  readonly target: TableSource;
  readonly item: ScopeItem;
  /** Which rows of the table are meant, where the name is that of a partition or of a view. */
  readonly rows?: Expr;
  /** What a partition, or one of them, has to take, and what a view has to see. */
  readonly tests: readonly RowTest[];
}

/** `INSERT INTO t AS x`, `UPDATE ONLY t`, `DELETE FROM t`; never a WITH entry. */
export function dataTarget(node: RangeVar | undefined, events: readonly TriggerEvent[], scope: Scope, merge = false): DataTarget {
  if (!node) throw new Error('the grammar gives the statement a relation');
  const relation = findRelation(node, scope);
  if (merge || !events.includes('insert')) requireNoChildren(node, relation, scope);
  const source = newSource(scope);
  scope.state.met?.add(node.relname ?? relation.name);
  const alias = node.alias?.aliasname;
  if (relation.kind === 'view' && relation.materialized) refuse(scope, 'wrong-object-type', `cannot change materialized view "${relation.name}"`, { at: node.location, length: relation.name.length });
  const way = writable(relation, { events, merge, source, scope, at: node.location });
  requireTestable(relation, way, scope, node.location);
  const item: ScopeItem = {
    source, name: alias ?? node.relname ?? relation.name, relation: relation.id, columns: way.base === relation ? relation.columns : way.columns, tableVisible: true, columnsVisible: true,
    rowType: { kind: 'composite', id: relation.id }, ...(alias === undefined && { schema: relation.schema }),
  };
  const { base, columns, hidden, through } = way;
  const rows = rowsNamed(node, source, scope) ?? way.rows;
  const test = testOf(base === relation ? node : { schemaname: base.schema, relname: base.name }, base, scope);
  const own = alias ?? (merge && base !== relation ? relation.name : undefined);
  const target: TableSource = { kind: 'table', source, relation: base.id, ...(own !== undefined && { alias: own }), ...(through.length > 0 && { through }) };
  return { relation, base, columns, hidden, ...(rows && { rows }), tests: test ? [test, ...way.tests] : way.tests, target, item };
}

/** What a trigger makes of the row is not known here. */
function requireTestable({ name }: Table | View, { base, tests }: Writable, scope: Scope, at: number | undefined): void {
  if (base.kind === 'view' && tests.length > 0) refuse(scope, 'unsupported-statement', `the check option of the view "${name}" cannot be held over the INSTEAD OF triggers of "${base.name}"`, { at, length: name.length, help: `Write to "${base.name}".` });
}

/** https://www.postgresql.org/docs/18/ddl-partitioning.html: a row goes into the partition that takes it, or nowhere. */
function testOf(node: RangeVar, relation: Table | View, scope: Scope): RowTest | undefined {
  if (relation.kind === 'view' || !relation.partitioned) return undefined;
  const entry = findName(scope.catalog, 'relation', node.schemaname, node.relname ?? '');
  const rows = entry && takenRows(entry, scope.catalog, NEW_ROW);
  const message = entry?.partition ? `new row for relation "${node.relname ?? ''}" violates partition constraint` : `no partition of relation "${relation.name}" found for row`;
  return rows && { of: 'partition', rows, message };
}

/** A column named in an INSERT list or after SET. @throws Refusal `column "x" of relation "t" does not exist` */
export function targetColumn(node: ResTarget, { relation, columns }: Pick<DataTarget, 'relation' | 'columns'>, scope: Scope): TargetColumn {
  const name = node.name ?? '';
  const place = { at: node.location, length: name.length };
  const column = columns.find((candidate) => candidate.name === name);
  if (column && node.indirection?.length) refuse(scope, 'unsupported-expression', `assigning to a part of column "${name}" is not supported`, { ...place, help: 'Assign the whole array or document: array_append(..), jsonb_set(..).' });
  if (column) return column;
  const qualified = node.indirection?.length ? 'SET target columns cannot be qualified with the relation name.' : undefined;
  const help = qualified ?? didYouMean(name, columns.map((candidate) => candidate.name));
  return refuse(scope, 'unknown-column', `column "${name}" of relation "${relation.name}" does not exist`, { ...place, help });
}
