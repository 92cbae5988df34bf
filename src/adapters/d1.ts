import { BatchError, type DatabaseAdapter, type Row, type SqlStatement, type SqlValue } from '../model/adapter.js';
import { messageOf } from './failures.js';
import { replacePlaceholders } from './placeholders.js';

/** What we use of Cloudflare's `D1Database`, so that its types are needed by nobody else. */
export interface D1Binding {
  prepare(sql: string): D1Statement;
  batch(statements: D1Statement[]): Promise<readonly D1Result[]>;
}

export interface D1Statement {
  bind(...values: unknown[]): D1Statement;
  all(): Promise<D1Result>;
}

export interface D1Result {
  readonly results: readonly object[];
  readonly meta: { readonly changes?: number };
}

/** Never exists: selecting from it fails, and with it the batch that it ends. */
const PROBE = 'transmigrate probe, always rolled back';

/**
 * Uses a D1 binding. D1 returns integers beyond 2^53 rounded: read them through CAST(c AS TEXT).
 *
 * @example attachD1(env.DB)
 */
export function attachD1(binding: D1Binding, close?: () => Promise<void>): DatabaseAdapter {
  const closing = { done: undefined as Promise<void> | undefined };
  return {
    database: 'd1',
    dialect: 'd1',
    query: async (sql, params) => (await prepare(binding, { sql, ...(params && { params }) }).all()).results.map(readRow),
    run: async (sql, params) => ({ changes: (await prepare(binding, { sql, ...(params && { params }) }).all()).meta.changes ?? 0 }),
    batch: (statements) => runBatch(binding, statements),
    close: async () => {
      closing.done ??= close?.();
      await closing.done;
    },
  };
}

async function runBatch(binding: D1Binding, statements: readonly SqlStatement[]): Promise<void> {
  if (statements.length === 0) return;
  try {
    await binding.batch(statements.map((statement) => prepare(binding, statement)));
  } catch (error) {
    throw new BatchError(withoutPrefix(messageOf(error)), await locate(binding, statements), { cause: error });
  }
}

/**
 * D1 does not say which statement of a batch failed. Halving finds the shortest beginning that fails by itself; each try ends with a statement
 * that cannot succeed, so that all of them are rolled back.
 *
 * @returns undefined when no statement fails by itself: the commit did
 */
async function locate(binding: D1Binding, statements: readonly SqlStatement[]): Promise<number | undefined> {
  let good = 0;
  let bad = statements.length + 1;
  while (bad - good > 1) {
    const length = Math.floor((good + bad) / 2);
    if (await succeeds(binding, statements.slice(0, length))) good = length;
    else bad = length;
  }
  return bad > statements.length ? undefined : bad - 1;
}

async function succeeds(binding: D1Binding, beginning: readonly SqlStatement[]): Promise<boolean> {
  try {
    await binding.batch([...beginning, { sql: `SELECT * FROM "${PROBE}"` }].map((statement) => prepare(binding, statement)));
    return true;
  } catch (error) {
    return messageOf(error).includes(PROBE);
  }
}

/** D1 binds every number as REAL and refuses bigint, so integers travel as text. */
function prepare(binding: D1Binding, { sql, params = [] }: SqlStatement): D1Statement {
  if (params.length === 0) return binding.prepare(sql);
  const typed = replacePlaceholders(sql, (position) => (isInteger(params[position]) ? 'CAST(? AS INTEGER)' : '?'));
  return binding.prepare(typed).bind(...params.map(bindable));
}

function isInteger(value: SqlValue | undefined): boolean {
  return typeof value === 'bigint' || typeof value === 'boolean' || (typeof value === 'number' && Number.isSafeInteger(value));
}

function bindable(value: SqlValue): unknown {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return isInteger(value) ? String(value) : value;
}

/** D1 returns a blob as an array of its bytes. */
function readRow(row: object): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]: [string, unknown]) => [name, Array.isArray(value) ? Uint8Array.from(value as readonly number[]) : value]));
}

function withoutPrefix(message: string): string {
  return message.startsWith('D1_ERROR: ') ? message.slice('D1_ERROR: '.length) : message;
}
