import type { TableLikeClause } from '@pgsql/types';
import type { Column, ColumnId, Index, ObjectId, Table } from '../model/catalog.js';
import type { Constraint } from '../model/constraint.js';
import { mapNodes } from '../model/walk.js';
import { isColumnRef } from './catalog/expression-tree.js';
import { plainColumn } from '../model/unique-keys.js';
import { exprColumnName } from './catalog/column-name-of.js';
import { distinctColumnNames, joinedColumnNames, relationName } from './catalog/generate-name.js';
import { addConstraint, addIndex } from './catalog/names.js';
import { findRelation, requireTable, writtenRange } from './catalog/resolve.js';
import { withColumn } from './with-column.js';
import type { ColumnPlan } from './column-clauses.js';
import type { Elements } from './create-table.js';
import { editTable, newPartId, tableIn, type Draft } from './draft.js';
import { notNullOf } from './constraints/not-null.js';

/** TableLikeOption: the bits of INCLUDING. */
export const CONSTRAINTS = 1 << 2;
export const DEFAULTS = 1 << 3;
export const GENERATED = 1 << 4;
const IDENTITY = 1 << 5;
export const INDEXES = 1 << 6;

/** What LIKE copies once the new table has its columns. */
export interface Copied {
  readonly source: Table;
  readonly options: number;
  /** INHERITS: a CHECK that the table has by the same name is the same one. */
  readonly merging?: true;
}

function number(defname: string, value: string) {
  return { DefElem: { defname, arg: { Float: { fval: value } } } };
}

function identityOf(draft: Draft, column: Column): Pick<ColumnPlan, 'identity'> {
  const sequence = column.identity && draft.catalog.objects.get(column.identity.sequence);
  if (!column.identity || sequence?.kind !== 'sequence') return {};
  const options = [
    number('increment', sequence.increment),
    number('start', sequence.start),
    ...(sequence.minValue === undefined ? [] : [number('minvalue', sequence.minValue)]),
    ...(sequence.maxValue === undefined ? [] : [number('maxvalue', sequence.maxValue)]),
    { DefElem: { defname: 'cycle', arg: { Boolean: { boolval: sequence.cycle } } } },
  ];
  // Postgres does not copy the sequence's type: it is a bigint one.
  return { identity: { mode: column.identity.mode, type: 'int8', options } };
}

/** `LIKE source INCLUDING ..`: its columns at this place; NOT NULL is always copied, with the names of its constraints. */
export function gatherLike(draft: Draft, clause: TableLikeClause, elements: Elements): void {
  const written = writtenRange(clause.relation);
  const relation = findRelation(draft, written);
  if (relation?.object.kind === 'view' && relation.kind !== 'index') {
    for (const { name, type } of relation.object.columns) elements.columns.push({ name, type, at: written.at });
    return;
  }
  const source = requireTable(draft, written);
  const options = clause.options ?? 0;
  for (const column of source.columns) {
    elements.columns.push({
      name: column.name,
      type: column.type,
      at: clause.relation?.location,
      ...(column.collation !== undefined && { collation: column.collation }),
      ...((options & DEFAULTS) !== 0 && column.default && { copied: { default: column.default } }),
      ...((options & IDENTITY) !== 0 && identityOf(draft, column)),
    });
    const notNull = notNullOf(source, column);
    if (notNull) elements.clauses.notNulls.push({ column: column.name, name: notNull.name });
    else if ((options & IDENTITY) !== 0 && column.identity) elements.clauses.notNulls.push({ column: column.name });
  }
  elements.copies.push({ source, options });
}

type Renumber = <T>(tree: T) => T;

/** Source column -> the new table's column of the same name. */
function columnMap(source: Table, target: Table): ReadonlyMap<ColumnId, ColumnId> {
  const byName = new Map(target.columns.map((column) => [column.name, column.id]));
  return new Map(source.columns.map((column) => [column.id, byName.get(column.name) ?? column.id]));
}

/** What reads columns of one table, over those of the same names in another. */
export function toNamesakes(source: Table, target: Table): Renumber {
  const map = columnMap(source, target);
  return renumbering((column) => map.get(column) ?? column);
}

function renumbering(one: (column: ColumnId) => ColumnId): Renumber {
  return (value) => mapNodes(value, (node) => (isColumnRef(node) && node.column !== undefined ? { ...node, column: one(node.column) } : node));
}

/** Copies what reads columns: generation expressions, CHECKs, keys and indexes. */
export function copyAfterwards(draft: Draft, id: ObjectId, { source, options, merging }: Copied): void {
  const map = columnMap(source, tableIn(draft, id));
  const one = (column: ColumnId) => map.get(column) ?? column;
  const tree = renumbering(one);
  if (options & GENERATED) {
    for (const { id: column, generated } of source.columns) {
      if (generated) editTable(draft, id, (table) => withColumn(table, one(column), { generated: tree(generated) }));
    }
  }
  if (options & CONSTRAINTS) {
    for (const constraint of source.constraints) {
      if (constraint.kind !== 'check' || (merging && (constraint.noInherit || tableIn(draft, id).constraints.some(({ name }) => name === constraint.name)))) continue;
      const { inherited: _inherited, ...check } = constraint;
      addConstraint(draft, id, { ...check, id: newPartId(draft), expr: tree(constraint.expr), columns: constraint.columns.map(one), ...(merging && { inherited: true as const }) });
    }
  }
  if (options & INDEXES) copyIndexes(draft, id, source, one, tree);
}

function copyIndexes(draft: Draft, id: ObjectId, source: Table, one: (column: ColumnId) => ColumnId, tree: Renumber): void {
  for (const constraint of source.constraints) {
    const copy = copyKey(draft, tableIn(draft, id), constraint, one, tree);
    if (copy) addConstraint(draft, id, copy);
  }
  for (const index of source.indexes) addIndex(draft, id, copyIndex(draft, tableIn(draft, id), index, one, tree));
}

function namesOf(table: Table, columns: readonly ColumnId[]): readonly string[] {
  return columns.flatMap((column) => table.columns.find((candidate) => candidate.id === column)?.name ?? []);
}

function copyKey(draft: Draft, table: Table, key: Constraint, one: (column: ColumnId) => ColumnId, tree: Renumber): Constraint | undefined {
  const name = (addition: string | undefined, label: string) => relationName(draft.catalog, table.schema, table.name, addition, label, true);
  if (key.kind === 'primary-key' || key.kind === 'unique') {
    const columns = key.columns.map(one);
    const include = key.include.map(one);
    const generated = key.kind === 'primary-key' ? name(undefined, 'pkey') : name(joinedColumnNames(namesOf(table, [...columns, ...include])), 'key');
    return { ...key, id: newPartId(draft), name: generated, generatedName: true, columns, include };
  }
  if (key.kind !== 'exclusion') return undefined;
  const elements = tree(key.elements);
  const columns = elements.map((element) => plainColumn(element.key.expr) ?? 0);
  const label = key.temporal?.kind === 'primary-key' ? name(undefined, 'pkey') : name(joinedColumnNames(namesOf(table, columns)), key.temporal ? 'key' : 'excl');
  return { ...key, ...(key.where && { where: tree(key.where) }), ...(key.temporal && { temporal: { ...key.temporal, columns } }), id: newPartId(draft), name: label, generatedName: true, elements };
}

function copyIndex(draft: Draft, table: Table, index: Index, one: (column: ColumnId) => ColumnId, tree: Renumber): Index {
  const keys = tree(index.keys);
  const include = index.include.map(one);
  const keyNames = keys.map(({ expr }) => namesOf(table, [plainColumn(expr) ?? 0])[0] ?? exprColumnName(expr));
  const addition = joinedColumnNames(distinctColumnNames([...keyNames, ...namesOf(table, include)]));
  const name = relationName(draft.catalog, table.schema, table.name, addition, 'idx', false);
  return { ...index, id: newPartId(draft), name, keys, include, ...(index.where && { where: tree(index.where) }) };
}
