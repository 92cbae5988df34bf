import type { Mapping } from '../../../src/model/dialect.js';
import { pgSelect } from './pg-values.js';
import type { PgSession } from './read-postgres-facts.js';
import { quoteName, type SqliteSource } from './read-sqlite-facts.js';
import type { PgColumn, PgFacts, PgTable } from './schema-facts.js';
import { canonicalPostgres, canonicalSqlite, storedSelect, type Stored } from './storage.js';

/** What a column holds when its values come from a clock or a generator, and so differ between two databases. */
export type Volatile = 'now' | 'tomorrow' | 'uuid' | 'number' | 'text';

export interface RowsOptions {
  readonly mapping: Mapping;
  /** `table.column` -> what to expect instead of equal values. */
  readonly volatile?: Readonly<Record<string, Volatile>>;
  /** Puts another text in the place of a value, on both sides. */
  readonly mask?: (cell: string, column: PgColumn) => string;
}

export interface RowsVerdict {
  readonly rows: number;
  readonly differences: readonly string[];
}

type Cells = readonly string[];

/** Compares all rows of all tables as multisets. The session needs `PG_SESSION`. */
export async function compareRows(facts: PgFacts, postgres: PgSession, sqlite: SqliteSource, options: RowsOptions): Promise<RowsVerdict> {
  const differences: string[] = [];
  let rows = 0;
  for (const table of facts.tables) {
    const expected = await postgresRows(table, postgres, options);
    const actual = await sqliteRows(table, sqlite, options).catch((error: Error) => error.message);
    rows += expected.length;
    if (typeof actual === 'string') differences.push(`${table.name}: ${actual}`);
    else differences.push(...compareMultisets(table.name, expected, actual));
  }
  return { rows, differences };
}

async function postgresRows(table: PgTable, session: PgSession, options: RowsOptions): Promise<readonly Cells[]> {
  if (table.columns.length === 0) return [];
  const list = table.columns.map((column, i) => `${pgSelect(quoteName(column.name), column.type)} AS c${i}`);
  const rows = await session.query(`SELECT ${list.join(', ')} FROM ${table.partitioned ? '' : 'ONLY '}${quoteName(table.schema)}.${quoteName(table.relation)}`);
  return masked(table, rows.map((row) => table.columns.map((column, i) => canonicalPostgres(row[`c${i}`] as string | null, column.type, options.mapping))), options);
}

async function sqliteRows(table: PgTable, source: SqliteSource, options: RowsOptions): Promise<readonly Cells[]> {
  if (table.columns.length === 0) return [];
  const list = table.columns.map((column, i) => `${storedSelect(quoteName(column.name))} AS c${i}`);
  const [rows = []] = await source.queryAll([`SELECT ${list.join(', ')} FROM ${quoteName(table.name)}`]);
  return masked(table, rows.map((row) => table.columns.map((column, i) => canonicalSqlite(row[`c${i}`] as Stored, column.type, options.mapping))), options);
}

/** Puts classes in the place of volatile values; equal values within one column stay recognisable as equal. */
function masked(table: PgTable, rows: readonly Cells[], { volatile = {}, mask: own }: RowsOptions): readonly Cells[] {
  const start = own ? rows.map((row) => row.map((cell, i) => own(cell, table.columns[i] as PgColumn))) : rows;
  return table.columns.reduce((masking: readonly Cells[], column: PgColumn, at) => {
    const kind = volatile[`${table.name}.${column.name}`];
    if (!kind) return masking;
    const values = masking.map((row) => row[at] ?? '');
    return masking.map((row) => row.map((cell, i) => (i === at ? mask(cell, kind, values) : cell)));
  }, start);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const RECENT_MS = 600_000;
const DAY_MS = 86_400_000;

function mask(cell: string, kind: Volatile, column: readonly string[]): string {
  if (cell === 'NULL') return cell;
  const twins = column.filter((other) => other === cell).length;
  switch (kind) {
    case 'uuid':
      return UUID.test(cell) ? `a uuid (${twins})` : `no uuid: ${cell}`;
    case 'now':
    case 'tomorrow': {
      const wanted = Date.now() + (kind === 'now' ? 0 : DAY_MS);
      return Math.abs(Date.parse(`${cell.replace(' ', 'T')}Z`) - wanted) < RECENT_MS ? kind : `not ${kind}: ${cell}`;
    }
    case 'text':
      return `a text of ${cell.length} (${twins})`;
    case 'number':
      return Number.isFinite(Number(cell)) ? 'a number' : `no number: ${cell}`;
  }
}

function compareMultisets(table: string, expected: readonly Cells[], actual: readonly Cells[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of expected) counts.set(JSON.stringify(row), (counts.get(JSON.stringify(row)) ?? 0) + 1);
  for (const row of actual) counts.set(JSON.stringify(row), (counts.get(JSON.stringify(row)) ?? 0) - 1);
  return [...counts].filter(([, times]) => times !== 0).map(([row, times]) => `${table}: ${times > 0 ? 'missing' : 'not in Postgres'}${Math.abs(times) > 1 ? ` ${Math.abs(times)} times` : ''}: ${row}`);
}
