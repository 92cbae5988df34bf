import type { ColumnId, Table } from '../../model/catalog.js';
import type { Check, Constraint, Exclusion, ForeignKey, PrimaryKey, Unique } from '../../model/constraint.js';

/** The constraints that are printed with a column, because they are about it alone. */
export interface ColumnConstraints {
  readonly primaryKey: boolean;
  readonly checks: readonly Check[];
  readonly foreignKeys: readonly ForeignKey[];
}

/** A table's constraints by where they are printed. */
export interface ConstraintPlaces {
  /** The only column of the primary key, if it has just one. */
  readonly soleKey: ColumnId | undefined;
  readonly ofColumn: (column: ColumnId) => ColumnConstraints;
  /** Over one column. */
  readonly foreignKeys: readonly ForeignKey[];
  /** Over several columns, in the table's order. */
  readonly ofTable: readonly (PrimaryKey | Check | ForeignKey)[];
  /** Those that have an index. */
  readonly indexed: readonly (Unique | Exclusion)[];
}

const NONE: ColumnConstraints = { primaryKey: false, checks: [], foreignKeys: [] };

/** The places of constraints, and what they depend on besides the constraints themselves. */
interface Sorted {
  readonly columns: Table['columns'];
  readonly generated: PrimaryKey | undefined;
  readonly places: ConstraintPlaces;
}

/** A table's versions mostly share their constraints. */
const SORTED = new WeakMap<Table['constraints'], Sorted>();

export function constraintPlaces(table: Pick<Table, 'columns' | 'constraints'>): ConstraintPlaces {
  const { columns, constraints } = table;
  const known = SORTED.get(constraints);
  if (known?.columns === columns) return known.places;
  const generated = generatedKey(table);
  const places = known && known.generated === generated ? known.places : sortOut(constraints.map((constraint) => (constraint === generated ? asUnique(generated) : constraint)));
  SORTED.set(constraints, { columns, generated, places });
  return places;
}

/** A primary key with a generated column, which SQLite refuses (https://www.sqlite.org/gencol.html, "Limitations"); a unique index may have one. */
export function generatedKey({ columns, constraints }: Pick<Table, 'columns' | 'constraints'>): PrimaryKey | undefined {
  if (!columns.some(({ generated }) => generated)) return undefined;
  return constraints.find((constraint) => constraint.kind === 'primary-key' && columns.some(({ id, generated }) => generated && constraint.columns.includes(id))) as PrimaryKey | undefined;
}

/** ON DELETE SET NULL (columns) that leaves some columns of the key as they are: a trigger does that. */
export function setsSomeColumns({ onDeleteColumns, columns, notEnforced }: ForeignKey): boolean {
  return onDeleteColumns !== undefined && !notEnforced && columns.some((id) => !onDeleteColumns.includes(id));
}

/** Its columns are NOT NULL already. */
function asUnique(key: PrimaryKey): Unique {
  return { ...key, kind: 'unique', nullsNotDistinct: false };
}

/** The only column of the primary key, if it has just one. */
export function soleKey(table: Table): ColumnId | undefined {
  return constraintPlaces(table).soleKey;
}

function sortOut(constraints: readonly Constraint[]): ConstraintPlaces {
  const columns = new Map<ColumnId, ColumnConstraints>();
  const ofTable: (PrimaryKey | Check | ForeignKey)[] = [];
  const indexed: (Unique | Exclusion)[] = [];
  const foreignKeys: ForeignKey[] = [];
  let soleKey: ColumnId | undefined;
  for (const constraint of constraints) {
    if (constraint.kind === 'unique' || constraint.kind === 'exclusion') indexed.push(constraint);
    if (constraint.kind !== 'primary-key' && constraint.kind !== 'check' && constraint.kind !== 'foreign-key') continue;
    if (constraint.kind !== 'primary-key' && constraint.notEnforced) continue;
    const [column] = constraint.columns;
    if (column === undefined || constraint.columns.length > 1) {
      ofTable.push(constraint);
      continue;
    }
    columns.set(column, withConstraint(columns.get(column) ?? NONE, constraint));
    if (constraint.kind === 'primary-key') soleKey = column;
    if (constraint.kind === 'foreign-key') foreignKeys.push(constraint);
  }
  return { soleKey, ofColumn: (column) => columns.get(column) ?? NONE, foreignKeys, ofTable, indexed };
}

function withConstraint(known: ColumnConstraints, constraint: PrimaryKey | Check | ForeignKey): ColumnConstraints {
  switch (constraint.kind) {
    case 'primary-key':
      return { ...known, primaryKey: true };
    case 'check':
      return { ...known, checks: [...known.checks, constraint] };
    case 'foreign-key':
      return { ...known, foreignKeys: [...known.foreignKeys, constraint] };
  }
}
