import { columnOf } from '../../src/model/catalog-lookup.js';
import type { Catalog, Column, Table } from '../../src/model/catalog.js';
import type { ForeignKey } from '../../src/model/constraint.js';
import type { Random } from '../fuzz/random.js';
import { knownValues } from './known-values.js';
import { familyOf, isOwnUuid, quoteName, quoteText, randomValue } from './value.js';

export const relation = (table: Table): string => `${quoteName(table.schema)}.${quoteName(table.name)}`;

/** What is asked of the database while values are chosen. */
export interface Rows {
  /** Some rows of these columns, as texts. */
  some(table: Table, columns: readonly Column[]): Promise<readonly (readonly (string | null)[])[]>;
}

export interface RowContext {
  readonly catalog: Catalog;
  readonly random: Random;
  readonly rows: Rows;
  /** Sequences are left alone: Postgres does not take back the numbers of what it refuses. */
  readonly ownNumbers?: boolean;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Numbers that no sequence of the histories has come to. */
const FIRST_KEY = 7_000_000;
const FIRST_SMALL_KEY = 7000;

/** A number of a sequence is another one on each database, where a statement comes to its rows in another order; and so is a uuid that a database has made. */
export function isNumbered(column: Column, value: string | null | undefined): boolean {
  return isCounted(column) ? Number(value) < FIRST_SMALL_KEY : UUID.test(value ?? '') && !isOwnUuid(value ?? '');
}

/** `INSERT INTO t (a, b) VALUES (..)`, or which column no value is known for. */
export async function randomInsert(table: Table, count: number, context: RowContext): Promise<{ readonly sql: string } | { readonly missing: string }> {
  const { random, ownNumbers = false } = context;
  const isLeft = (column: Column): boolean => column.default !== undefined && !isKey(column, table) && !(ownNumbers && isCounted(column)) && random.chance(0.3);
  const columns = table.columns.filter((column) => column.generated === undefined && column.identity?.mode !== 'always' && !isLeft(column));
  const rows: string[] = [];
  for (let i = 0; i < count; i++) {
    const values = await randomValues(table, columns, context);
    const without = columns.find(({ name, notNull }) => notNull && values.get(name) === undefined);
    if (without) return { missing: `no value is known for ${table.name}.${without.name}` };
    rows.push(`(${columns.map(({ name }) => values.get(name) ?? 'NULL').join(', ')})`);
  }
  if (columns.length === 0) return { sql: `INSERT INTO ${relation(table)} DEFAULT VALUES` };
  return { sql: `INSERT INTO ${relation(table)} (${columns.map(({ name }) => quoteName(name)).join(', ')}) VALUES ${rows.join(', ')}` };
}

/** Values by column; foreign keys name rows that are there. */
export async function randomValues(table: Table, columns: readonly Column[], context: RowContext): Promise<ReadonlyMap<string, string | undefined>> {
  const { random } = context;
  const values = new Map<string, string | undefined>();
  for (const key of table.constraints.filter((constraint) => constraint.kind === 'foreign-key')) {
    const own = key.columns.map((id) => columnOf(table, id));
    if (own.some((column) => values.has(column.name) || !columns.includes(column))) continue;
    const parent = await parentValues(key, own, context);
    own.forEach(({ name }, i) => values.set(name, parent?.[i]));
  }
  const known = knownValues(table, context.catalog);
  for (const column of columns) {
    if (values.has(column.name)) continue;
    const borrowed = random.chance(0.15) ? await borrowedValue(column, table, context) : undefined;
    values.set(column.name, borrowed ?? (!column.notNull && random.chance(0.15) ? 'NULL' : ownValue(column, table, known, context)));
  }
  return values;
}

async function parentValues(key: ForeignKey, own: readonly Column[], { catalog, random, rows }: RowContext): Promise<readonly string[] | undefined> {
  const target = catalog.objects.get(key.target);
  const optional = own.some(({ notNull }) => !notNull);
  if (target?.kind !== 'table' || (optional && random.chance(0.2))) return undefined;
  const columns = key.targetColumns.map((id) => columnOf(target, id));
  const there = (await rows.some(target, columns)).filter((row) => !columns.some((column, i) => isNumbered(column, row[i])));
  if (there.length === 0) return undefined;
  return random.pick(there).map((value) => (value === null ? 'NULL' : quoteText(value)));
}

/** A value from a table that the triggers read: they look for equal ones there. */
async function borrowedValue(column: Column, table: Table, { catalog, random, rows }: RowContext): Promise<string | undefined> {
  const read = table.triggers.flatMap(({ program }) => (program?.kind === 'lowered' ? program.reads : []));
  const family = familyOf(column.type, catalog);
  const columns = read.flatMap((id) => {
    const other = catalog.objects.get(id);
    return other?.kind === 'table' && other.id !== table.id ? other.columns.filter(({ type }) => familyOf(type, catalog) === family).map((candidate) => ({ other, candidate })) : [];
  });
  if (columns.length === 0) return undefined;
  const { other, candidate } = random.pick(columns);
  const there = await rows.some(other, [candidate]);
  const value = there.length > 0 ? random.pick(there)[0] : undefined;
  return value === null || value === undefined ? undefined : quoteText(value);
}

function ownValue(column: Column, table: Table, known: ReadonlyMap<string, readonly string[]>, { catalog, random }: RowContext): string | undefined {
  if (isCounted(column) || isNumericKey(column, table, catalog)) return String((familyOf(column.type, catalog) === 'number' && isSmall(column) ? FIRST_SMALL_KEY : FIRST_KEY) + random.below(10_000));
  const candidates = known.get(familyOf(column.type, catalog));
  if (candidates && candidates.length > 0 && random.chance(0.5)) return random.pick(candidates);
  return randomValue(column.type, catalog, random);
}

/** What other rows may name has to be the same everywhere, so it is never left to a generator. */
export function isKey({ id }: Column, table: Table): boolean {
  return table.constraints.some((constraint) => (constraint.kind === 'primary-key' || constraint.kind === 'unique') && constraint.columns.includes(id));
}

const isSmall = ({ type }: Column): boolean => type.kind === 'base' && type.name === 'int2';

function isNumericKey(column: Column, table: Table, catalog: Catalog): boolean {
  const key = table.constraints.find((constraint) => constraint.kind === 'primary-key');
  return key?.kind === 'primary-key' && key.columns.length === 1 && key.columns[0] === column.id && familyOf(column.type, catalog) === 'number';
}

function isCounted(column: Column): boolean {
  return column.identity !== undefined || column.serial !== undefined;
}
