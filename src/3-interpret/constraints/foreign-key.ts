import type { Constraint as Clause, Node } from '@pgsql/types';
import type { Column, ColumnId, ObjectId, Table } from '../../model/catalog.js';
import type { ForeignKey, ReferentialAction } from '../../model/constraint.js';
import { columnOf } from '../../model/catalog-lookup.js';
import { canCoerce } from '../analyze/coercion.js';
import { baseKey, typeKey } from '../analyze/type-key.js';
import { typeText } from '../analyze/type-text.js';
import { constraintName, joinedColumnNames } from '../catalog/generate-name.js';
import { uniqueKeysOf } from '../../model/unique-keys.js';
import { addConstraint } from '../catalog/names.js';
import { requireTable, stringOf, unknownColumn, writtenRange } from '../catalog/resolve.js';
import { newPartId, tableIn, type Draft } from '../draft.js';
import { refuse } from '../refuse.js';
import { requireStored } from '../virtual-column.js';
import { requireFreeConstraintName } from './not-null.js';

const ACTIONS: Readonly<Record<string, ReferentialAction>> = { a: 'no action', r: 'restrict', c: 'cascade', n: 'set null', d: 'set default' };

/** Types between which btree has an equality operator of its own. */
const FAMILIES: readonly (readonly string[])[] = [
  ['int2', 'int4', 'int8'],
  ['float4', 'float8'],
  ['date', 'timestamp', 'timestamptz'],
  ['text', 'varchar', 'name'],
];

/** Whether a key of one type may reference a column of the other: an operator of the index family, or an implicit cast to it. */
export function comparableKeys(draft: Draft, referencing: Column, referenced: Column): boolean {
  const from = baseKey(typeKey(referencing.type), draft.catalog);
  const to = baseKey(typeKey(referenced.type), draft.catalog);
  return from === to || FAMILIES.some((family) => family.includes(from) && family.includes(to)) || canCoerce(from, to, 'implicit', draft.catalog);
}

function attributes(draft: Draft, table: Table, nodes: readonly Node[] | undefined, clause: Clause): readonly Column[] {
  return (nodes ?? []).map((node) => {
    const name = stringOf(node);
    const column = table.columns.find((candidate) => candidate.name === name);
    return column ?? unknownColumn(draft, table, name, clause.location, `column "${name}" referenced in foreign key constraint does not exist`);
  });
}

/** The referenced columns: those written, which must be a key, or the primary key. */
function targetColumns(draft: Draft, target: Table, clause: Clause): readonly ColumnId[] {
  const keys = uniqueKeysOf(target);
  if (!clause.pk_attrs) {
    const primary = keys.find((key) => key.primary);
    if (primary) return primary.columns;
    return refuse(draft, 'invalid-foreign-key', `there is no primary key for referenced table "${target.name}"`, {
      ...pointTo(clause),
      help: `Name the referenced columns: REFERENCES ${target.name} (column).`,
    });
  }
  const columns = attributes(draft, target, clause.pk_attrs, clause).map((column) => column.id);
  if (new Set(columns).size < columns.length) {
    refuse(draft, 'invalid-foreign-key', 'foreign key referenced-columns list must not contain duplicates', pointTo(clause));
  }
  const matching = keys.filter((key) => key.columns.length === columns.length && key.columns.every((column) => columns.includes(column)));
  if (matching.some((key) => !key.deferrable)) return columns;
  if (matching.length > 0) {
    refuse(draft, 'invalid-foreign-key', `cannot use a deferrable unique constraint for referenced table "${target.name}"`, pointTo(clause));
  }
  return refuse(draft, 'invalid-foreign-key', `there is no unique constraint matching given keys for referenced table "${target.name}"`, {
    ...pointTo(clause),
    help: 'Reference the primary key, or add a UNIQUE constraint over exactly these columns first.',
  });
}

function pointTo(clause: Clause): { readonly name: string | undefined; readonly at: number | undefined } {
  return { name: clause.pktable?.relname, at: clause.pktable?.location ?? clause.location };
}

/** A key and what it references, found in the catalog. */
interface Reference {
  readonly name: string;
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly target: Table;
  readonly targets: readonly ColumnId[];
}

function requireComparable(draft: Draft, { name, table, columns, target, targets }: Reference, clause: Clause) {
  for (const [index, column] of columns.entries()) {
    const referenced = columnOf(target, targets[index] ?? 0);
    if (comparableKeys(draft, column, referenced)) continue;
    const types = `${typeText(column.type, draft.catalog)} and ${typeText(referenced.type, draft.catalog)}`;
    refuse(draft, 'invalid-foreign-key', `foreign key constraint "${name}" cannot be implemented`, {
      name: column.name,
      at: clause.location,
      help: `Key columns "${column.name}" of the referencing table "${table.name}" and "${referenced.name}" of the referenced table "${target.name}" are of incompatible types: ${types}.`,
    });
  }
}

function requirePersistence(draft: Draft, table: Table, target: Table, clause: Clause): void {
  if (table.persistence === target.persistence || (table.persistence === 'unlogged' && target.persistence === 'permanent')) return;
  const allowed = table.persistence === 'unlogged' ? 'permanent or unlogged' : table.persistence;
  refuse(draft, 'invalid-foreign-key', `constraints on ${table.persistence} tables may reference only ${allowed} tables`, pointTo(clause));
}

function sets(action: ReferentialAction): boolean {
  return action === 'set null' || action === 'set default';
}

function requireActions(draft: Draft, key: ForeignKey, columns: readonly Column[], clause: Clause): void {
  if (!columns.some((column) => column.generated)) return;
  if (sets(key.onUpdate) || key.onUpdate === 'cascade') {
    refuse(draft, 'invalid-foreign-key', 'invalid ON UPDATE action for foreign key constraint containing generated column', pointTo(clause));
  }
  if (sets(key.onDelete)) {
    refuse(draft, 'invalid-foreign-key', 'invalid ON DELETE action for foreign key constraint containing generated column', pointTo(clause));
  }
}

/** `[CONSTRAINT name] FOREIGN KEY (a, b) REFERENCES target [(x, y)] ..` */
export function addForeignKey(draft: Draft, id: ObjectId, clause: Clause): void {
  if (clause.fk_with_period || clause.pk_with_period) {
    refuse(draft, 'unsupported-statement', 'PERIOD foreign keys are not supported: which rows of the referenced table cover a period together is not looked after', { at: clause.location, help: 'Reference a table that has each key once, without PERIOD; or leave the key out for this target with a skip comment.' });
  }
  const target = requireTable(draft, writtenRange(clause.pktable));
  const table = tableIn(draft, id);
  requirePersistence(draft, table, target, clause);
  const columns = attributes(draft, table, clause.fk_attrs, clause);
  const targets = targetColumns(draft, target, clause);
  if (targets.length !== columns.length) {
    refuse(draft, 'invalid-foreign-key', 'number of referencing and referenced columns for foreign key disagree', pointTo(clause));
  }
  if (clause.conname !== undefined) requireFreeConstraintName(draft, table, clause.conname, clause.location);
  const name = clause.conname ?? generatedName(draft, table, columns);
  const reference = { name, table, columns, target, targets };
  requireComparable(draft, reference, clause);
  const key = foreignKey(draft, clause, reference);
  requireActions(draft, key, columns, clause);
  requireStored(draft, table, key.columns, 'foreign key constraints');
  addConstraint(draft, id, key);
}

function generatedName(draft: Draft, table: Table, columns: readonly Column[]): string {
  const addition = joinedColumnNames(columns.map((column) => column.name));
  return constraintName(draft.catalog, table.schema, table.name, addition, 'fkey');
}

function foreignKey(draft: Draft, clause: Clause, { name, table, columns, target, targets }: Reference): ForeignKey {
  const initiallyDeferred = clause.initdeferred === true;
  const setColumns = clause.fk_del_set_cols && attributes(draft, table, clause.fk_del_set_cols, clause).map((column) => column.id);
  if (clause.fk_matchtype === 'p') refuse(draft, 'invalid-foreign-key', 'MATCH PARTIAL not yet implemented', { at: clause.location });
  return {
    kind: 'foreign-key',
    id: newPartId(draft),
    name,
    generatedName: clause.conname === undefined,
    columns: columns.map((column) => column.id),
    target: target.id,
    targetColumns: targets,
    onDelete: ACTIONS[clause.fk_del_action ?? 'a'] ?? 'no action',
    onUpdate: ACTIONS[clause.fk_upd_action ?? 'a'] ?? 'no action',
    ...(setColumns && { onDeleteColumns: setColumns }),
    match: clause.fk_matchtype === 'f' ? 'full' : 'simple',
    notValid: clause.skip_validation === true,
    notEnforced: clause.is_enforced !== true,
    deferrable: clause.deferrable === true || initiallyDeferred,
    initiallyDeferred,
  };
}
