import type { AlterTableCmd, AlterTableType, Constraint as Clause, Node } from '@pgsql/types';
import type { Column, Table } from '../../model/catalog.js';
import type { Constraint } from '../../model/constraint.js';
import { childrenOf, parentsOf } from '../../model/catalog-lookup.js';
import type { Alteration } from '../alter-table.js';
import { withDescendants } from '../analyze/inherited-rows.js';
import { typeKey } from '../analyze/type-key.js';
import { leaveFamilies } from '../catalog/families.js';
import { requireTable, writtenRange } from '../catalog/resolve.js';
import { notNullOf } from '../constraints/not-null.js';
import { editTable, tableIn, type Draft } from '../draft.js';
import { link } from '../inherit.js';
import { refuse } from '../refuse.js';

/** Subcommands about a column that go on to the children of the table (ATSimpleRecursion, ATPrepAddColumn). */
const OF_COLUMN: ReadonlySet<AlterTableType> = new Set(['AT_AlterColumnType', 'AT_ColumnDefault', 'AT_DropColumn', 'AT_DropExpression', 'AT_DropNotNull', 'AT_SetExpression', 'AT_SetNotNull']);

/** Names that the parent's CHECKs without one have got: those of new columns first. */
export type FreshNames = (clause: Clause) => string | undefined;

export function freshNames(before: Table, parent: Table): FreshNames {
  const names = parent.constraints.flatMap(({ id, kind, name, generatedName }) => (kind === 'check' && generatedName && !before.constraints.some((known) => known.id === id) ? [name] : []));
  const given = new Map<Clause, string | undefined>();
  return (clause) => {
    if (!given.has(clause)) given.set(clause, names[given.size]);
    return given.get(clause);
  };
}

/** What the children of a table take of a subcommand once the table has it; undefined where that is the table's own affair. */
export function forChild(command: AlterTableCmd, before: Table, parent: Table, child: Table, fresh: FreshNames, { catalog }: Draft): AlterTableCmd | undefined {
  if (command.subtype === 'AT_AddColumn') return addedColumn(command, fresh);
  if (command.subtype === 'AT_AddConstraint') return addedConstraint(command, child, fresh);
  if (command.subtype === 'AT_ValidateConstraint') return isInherited(before, command.name) ? command : undefined;
  if (command.subtype === 'AT_DropConstraint') return goesWith(command.name, before, parent, child, catalog) ? { ...command, missing_ok: true } : undefined;
  if (command.subtype === undefined || !OF_COLUMN.has(command.subtype)) return undefined;
  if (command.subtype !== 'AT_DropColumn') return command;
  const column = child.columns.find(({ name }) => name === command.name);
  const others = parentsOf(catalog, child).filter(({ id, columns }) => id !== parent.id && columns.some(({ name }) => name === command.name));
  return column?.inherited && others.length === 0 ? { ...command, missing_ok: true } : undefined;
}

/** A CHECK that only this parent has given the child. */
function goesWith(name: string | undefined, before: Table, parent: Table, child: Table, catalog: Draft['catalog']): boolean {
  const others = parentsOf(catalog, child).filter(({ id }) => id !== parent.id);
  return isInherited(before, name) && !others.some((other) => isInherited(other, name)) && !child.constraints.some((own) => own.kind === 'check' && own.name === name && !own.inherited);
}

/** What a child has got by way of its parent is inherited. */
export function markInherited(draft: Draft, before: Table): void {
  const known = new Set(before.constraints.map(({ id }) => id));
  editTable(draft, before.id, (now) => ({ ...now, constraints: now.constraints.map((constraint) => (constraint.kind === 'check' && !known.has(constraint.id) ? { ...constraint, inherited: true as const } : constraint)) }));
}

/** Keys are the table's own; NOT NULL and CHECK are everybody's. */
function addedColumn(command: AlterTableCmd, fresh: FreshNames): AlterTableCmd {
  const def = command.def && 'ColumnDef' in command.def ? command.def.ColumnDef : {};
  const constraints = (def.constraints ?? []).flatMap((node): readonly Node[] => {
    if (!('Constraint' in node)) return [node];
    if (node.Constraint.contype === 'CONSTR_CHECK') return [{ Constraint: named(node.Constraint, fresh) }];
    return ['CONSTR_PRIMARY', 'CONSTR_UNIQUE', 'CONSTR_FOREIGN', 'CONSTR_EXCLUSION'].includes(node.Constraint.contype ?? '') ? [] : [node];
  });
  return { ...command, missing_ok: true, def: { ColumnDef: { ...def, constraints: [...constraints], is_local: false } } };
}

function named(clause: Clause, fresh: FreshNames): Clause {
  const conname = clause.conname ?? fresh(clause);
  return { ...clause, ...(conname !== undefined && { conname }) };
}

/** It has the name that the parent's got; one that comes by way of two parents is one. */
function addedConstraint(command: AlterTableCmd, child: Table, fresh: FreshNames): AlterTableCmd | undefined {
  const clause = command.def && 'Constraint' in command.def ? command.def.Constraint : {};
  if ((clause.contype !== 'CONSTR_CHECK' && clause.contype !== 'CONSTR_NOTNULL') || clause.is_no_inherit) return undefined;
  if (clause.contype === 'CONSTR_NOTNULL') return command;
  const own = named(clause, fresh);
  return child.constraints.some(({ kind, name }) => kind === 'check' && name === own.conname) ? undefined : { ...command, def: { Constraint: own } };
}

function isInherited({ constraints }: Table, name: string | undefined): boolean {
  return constraints.some((constraint) => constraint.name === name && (constraint.kind === 'check' || constraint.kind === 'not-null'));
}

/** What only the parents have written is the table's own once they no longer have it. */
export function asOwn(table: Table, names: ReadonlySet<string>, parents: readonly Table[]): Table {
  const columns = table.columns.map((column): Column => {
    if (!column.inherited || !names.has(column.name) || parents.some((parent) => parent.columns.some(({ name }) => name === column.name))) return column;
    const { inherited: _inherited, ...own } = column;
    return own;
  });
  const constraints = table.constraints.map((constraint): Constraint => {
    if (constraint.kind !== 'check' || !constraint.inherited || !names.has(constraint.name) || parents.some((parent) => isInherited(parent, constraint.name))) return constraint;
    const { inherited: _inherited, ...own } = constraint;
    return own;
  });
  return { ...table, columns, constraints };
}

/** `ALTER TABLE child INHERIT parent`: it must have all that the parent has. */
export function addInherit({ draft, table: id }: Alteration, command: AlterTableCmd): void {
  const [table, parent] = [tableIn(draft, id), parentOf(draft, command)];
  if (table.partitioned) refuse(draft, 'wrong-object-type', 'cannot change inheritance of partitioned table', { name: table.name });
  if (parent.partitioned) refuse(draft, 'wrong-object-type', `cannot inherit from partitioned table "${parent.name}"`, { name: parent.name });
  if (table.inherits?.includes(parent.id)) refuse(draft, 'duplicate-table', `relation "${parent.name}" would be inherited from more than once`, { name: parent.name });
  if (withDescendants(table, draft).includes(parent)) refuse(draft, 'invalid-table-definition', `circular inheritance not allowed`, { name: parent.name, help: `"${parent.name}" is already a child of "${table.name}".` });
  for (const { name, type, notNull } of parent.columns) {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (!column) return refuse(draft, 'unknown-column', `child table is missing column "${name}"`, { name });
    if (typeKey(column.type) !== typeKey(type)) refuse(draft, 'type-mismatch', `child table "${table.name}" has different type for column "${name}"`, { name });
    if (notNull && !column.notNull) refuse(draft, 'invalid-table-definition', `column "${name}" in child table "${table.name}" must be marked NOT NULL`, { name });
  }
  for (const check of parent.constraints) {
    if (check.kind === 'check' && !check.noInherit && !table.constraints.some(({ kind, name }) => kind === 'check' && name === check.name)) refuse(draft, 'unknown-constraint', `child table is missing constraint "${check.name}"`, { name: check.name });
  }
  link(draft, id, [...parentsOf(draft.catalog, table), parent]);
}

/** `ALTER TABLE child NO INHERIT parent` */
export function dropInherit({ draft, table: id }: Alteration, command: AlterTableCmd): void {
  const [table, parent] = [tableIn(draft, id), parentOf(draft, command)];
  if (!table.inherits?.includes(parent.id)) refuse(draft, 'unknown-table', `relation "${parent.name}" is not a parent of relation "${table.name}"`, { name: parent.name });
  const parents = parentsOf(draft.catalog, table).filter((other) => other.id !== parent.id);
  editTable(draft, id, (now) => asOwn({ ...now, inherits: parents.map((other) => other.id) }, new Set([...parent.columns, ...parent.constraints].map(({ name }) => name)), parents));
  leaveFamilies(draft, withDescendants(table, draft));
}

function parentOf(draft: Draft, { def }: AlterTableCmd): Table {
  return requireTable(draft, writtenRange(def && 'RangeVar' in def ? def.RangeVar : undefined));
}

/** A column or CHECK that comes from a parent is changed there, and with its children. */
export function requireOwn(draft: Draft, table: Table, commands: readonly AlterTableCmd[], only: boolean): void {
  const parents = parentsOf(draft.catalog, table);
  for (const { subtype, name = '' } of commands) {
    const inherited = parents.some((parent) => parent.columns.some((column) => column.name === name));
    if (inherited && subtype === 'AT_DropColumn') refuse(draft, 'invalid-table-definition', `cannot drop inherited column "${name}"`, { name });
    if (inherited && subtype === 'AT_DropExpression') refuse(draft, 'invalid-table-definition', 'cannot drop generation expression from inherited column', { name });
    const kept = subtype === 'AT_DropNotNull' ? parents.flatMap((parent) => notNullsOf(parent, name))[0] : undefined;
    if (kept) refuse(draft, 'invalid-table-definition', `cannot drop inherited constraint "${kept.name}" of relation "${table.name}"`, { name });
    if (inherited && subtype === 'AT_AlterColumnType') refuse(draft, 'invalid-table-definition', `cannot alter inherited column "${name}"`, { name });
    if (subtype === 'AT_DropConstraint' && parents.some((parent) => isInherited(parent, name))) refuse(draft, 'invalid-table-definition', `cannot drop inherited constraint "${name}" of relation "${table.name}"`, { name });
  }
  if (only && (childrenOf(draft.catalog, table).length > 0 || (table.partitioned && hasPartitions(draft, table)))) requireAlone(draft, commands);
}

function hasPartitions({ catalog }: Draft, { id }: Table): boolean {
  return [...catalog.names.values()].some((entry) => entry.id === id && entry.partition !== undefined);
}

function notNullsOf(table: Table, name: string): readonly Constraint[] {
  return table.columns.flatMap((column) => (column.name === name ? (notNullOf(table, column) ?? []) : []));
}

const WITH_CHILDREN: Partial<Readonly<Record<AlterTableType, string>>> = {
  AT_AddColumn: 'column must be added to child tables too',
  AT_AlterColumnType: 'type of inherited column must be changed in child tables too',
};

/** `ALTER TABLE ONLY parent` */
function requireAlone(draft: Draft, commands: readonly AlterTableCmd[]): void {
  for (const { subtype, def, name } of commands) {
    const check = subtype === 'AT_AddConstraint' && def && 'Constraint' in def && def.Constraint.contype === 'CONSTR_CHECK' && !def.Constraint.is_no_inherit;
    const message = check ? 'constraint must be added to child tables too' : subtype && WITH_CHILDREN[subtype];
    if (message) refuse(draft, 'invalid-table-definition', message, { ...(name !== undefined && { name }), help: 'Leave ONLY out.' });
  }
}
