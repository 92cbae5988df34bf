import Database from 'better-sqlite3';
import pgPromise from 'pg-promise';
import { d1 } from '../../../src/dialects/d1.js';
import type { Dialect } from '../../../src/dialects/dialect.js';
import { sqlite } from '../../../src/dialects/sqlite.js';
import { interpret } from '../../../src/3-interpret/interpret.js';
import { loadParser, parse } from '../../../src/2-parse/parse.js';
import type { Diagnostic } from '../../../src/model/diagnostic.js';
import { planScript } from '../../../src/transpile.js';
import { planMigration } from '../../../src/4-plan/plan.js';
import { printDataStatement } from '../../../src/4-plan/print/data-statement.js';
import { codeEntry } from '../../../src/diagnostics/codes.js';
import { emptyCatalog } from '../../../src/model/catalog-lookup.js';
import type { Catalog } from '../../../src/model/catalog.js';
import type { Change } from '../../../src/model/change.js';
import type { Mapping, TargetOptions } from '../../../src/model/dialect.js';
import type { D1Binding } from '../../../src/adapters/d1.js';
import { PG_SESSION } from '../facts/pg-values.js';
import { canonical, type Kind } from './canonical.js';

const pgp = pgPromise({ noWarnings: true });

/** A column of a result, as Postgres describes it, and its values in Postgres' text form. */
export interface Truth {
  readonly kinds: readonly Kind[];
  readonly rows: readonly (readonly unknown[])[];
}

export interface Printed {
  readonly sqlite: readonly string[];
  readonly d1: readonly string[];
  readonly codes: readonly string[];
  readonly messages: readonly string[];
  readonly refused: boolean;
}

export interface Trial {
  /** The error, where there is one. */
  readonly postgres: Truth | string;
  readonly sqlite: Truth['rows'] | string;
  readonly diagnostics: readonly Diagnostic[];
  readonly steps: readonly string[];
}

export interface BenchPlaces {
  readonly postgresUrl: string;
  readonly remote: D1Binding;
}

/** One schema with rows on Postgres 18, better-sqlite3 and D1, in one mapping. */
export interface Bench {
  print(sql: string): Printed;
  truth(sql: string): Promise<Truth>;
  onSqlite(sql: string, kinds: readonly Kind[]): readonly (readonly unknown[])[];
  onD1(sql: string, kinds: readonly Kind[]): Promise<readonly (readonly unknown[])[]>;
  run(sql: string): Promise<Printed>;
  /** A statement that is taken back, and what a query reads before that: on Postgres, and on SQLite unless errors are reported. */
  tried(sql: string, query: string): Promise<Trial>;
  close(): Promise<void>;
}

/** Sets the schema and rows up everywhere from one script in Postgres' syntax: in an empty database, in memory, and on an empty D1. */
export async function openBench(script: string, mapping: Mapping, { postgresUrl, remote }: BenchPlaces): Promise<Bench> {
  await loadParser();
  const options: TargetOptions = { mapping, guards: true, types: {} };
  const db = pgp({ connectionString: postgresUrl, max: 1 });
  await db.multi(PG_SESSION);
  await db.multi(script);
  const file = new Database(':memory:');
  let catalog: Catalog = emptyCatalog();

  const apply = async (text: string): Promise<void> => {
    const changes = changesOf(text, catalog);
    for (const dialect of [sqlite, d1]) {
      const plan = planMigration('test', changes, catalog, dialect, options);
      const errors = plan.diagnostics.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
      if (dialect === sqlite) for (const step of plan.steps) file.exec(step.sql);
      else await remote.batch(plan.steps.map((step) => remote.prepare(step.sql)));
    }
    catalog = changes.at(-1)?.after ?? catalog;
  };
  await apply(script);

  const print = (text: string): Printed => printAll(text, catalog, options);
  return {
    print,
    truth: (sql) => truthOf(db, sql),
    onSqlite: (sql, kinds) => rowsOf(file, sql, kinds),
    onD1: async (sql, kinds) => (await remote.prepare(numbered(sql, kinds.length)).all()).results.map((row) => Object.values(row).map((value, i) => canonical(value, kinds[i] ?? 'text'))),
    run: async (sql) => {
      await db.multi(sql);
      const printed = print(sql);
      await apply(sql);
      return printed;
    },
    tried: async (sql, query) => {
      const postgres = await truthAfter(db, sql, query);
      const plan = planScript({ name: 'tried', version: '1', up: { file: 'tried.sql', text: sql, checksum: '' }, overrides: {} }, 'up', catalog, { target: 'sqlite', mapping });
      const steps = plan.steps.map((step) => step.sql);
      const errors = plan.diagnostics.filter(({ severity }) => severity === 'error');
      const kinds = typeof postgres === 'string' ? [] : postgres.kinds;
      return { postgres, diagnostics: plan.diagnostics, steps, sqlite: errors.length > 0 ? 'refused' : takenBack(file, steps, () => rowsOf(file, printAll(query, plan.catalog, options).sqlite[0] ?? '', kinds)) };
    },
    close: async () => {
      file.close();
      await db.$pool.end();
    },
  };
}

type Connection = pgPromise.IDatabase<object>;

async function truthOf(db: Connection, sql: string): Promise<Truth> {
  const result = await db.result({ text: sql, rowMode: 'array', types: { getTypeParser: () => (value: string) => value } } as never);
  const kinds = result.fields.map(({ dataTypeID }) => kindOf(dataTypeID));
  return { kinds, rows: (result.rows as unknown as string[][]).map((row) => row.map((value, i) => canonical(value, kinds[i] ?? 'text'))) };
}

async function truthAfter(db: Connection, sql: string, query: string): Promise<Truth | string> {
  await db.none('BEGIN');
  try {
    await db.multi(sql);
    return await truthOf(db, query);
  } catch (error) {
    return (error as Error).message;
  } finally {
    await db.none('ROLLBACK');
  }
}

function rowsOf(file: Database.Database, sql: string, kinds: readonly Kind[]): Truth['rows'] {
  return (file.prepare(sql).raw().safeIntegers().all() as unknown[][]).map((row) => row.map((value, i) => canonical(value, kinds[i] ?? 'text')));
}

function takenBack<T>(file: Database.Database, steps: readonly string[], read: () => T): T | string {
  file.exec('SAVEPOINT tried');
  try {
    for (const step of steps) file.exec(step);
    return read();
  } catch (error) {
    return (error as Error).message;
  } finally {
    file.exec('ROLLBACK TO tried; RELEASE tried');
  }
}

/** D1 returns rows as objects, so columns of one name would be one. */
function numbered(sql: string, columns: number): string {
  return `WITH answer (${Array.from({ length: columns }, (_, i) => `c${i}`).join(', ')}) AS (${sql}) SELECT * FROM answer`;
}

function changesOf(text: string, before: Catalog): readonly Change[] {
  const { statements, diagnostics } = parse({ file: 'test.sql', text });
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  let catalog = before;
  return statements.map((statement) => {
    const change = interpret(statement, catalog);
    if (change.effect.kind === 'refused') throw new Error(`${change.diagnostics.map(({ message, code }) => `${code}: ${message}`).join('\n')}\n${statement.text}`);
    catalog = change.after;
    return change;
  });
}

function printAll(text: string, catalog: Catalog, options: TargetOptions): Printed {
  const notes: { readonly code: string; readonly message: string }[] = [];
  const changes = changesOf(text, catalog);
  const printFor = (dialect: Dialect): readonly string[] =>
    changes.flatMap((change) =>
      change.effect.kind === 'data'
        ? change.effect.statements.flatMap((statement) => printDataStatement(statement, { catalog: change.before, dialect, options, report: (note) => void notes.push(note) }))
        : [],
    );
  const sql = { sqlite: printFor(sqlite), d1: printFor(d1) };
  const unknown = notes.filter(({ code }) => codeEntry(code) === undefined);
  if (unknown.length > 0) throw new Error(`codes that are not registered: ${unknown.map(({ code }) => code).join(', ')}`);
  return {
    ...sql,
    codes: [...new Set(notes.map(({ code }) => code))],
    messages: notes.map(({ message }) => message),
    refused: notes.some(({ code }) => codeEntry(code)?.severity === 'error'),
  };
}

/** By `pg_type.oid`, for the types that the cases return. */
const KINDS: Readonly<Record<number, Kind>> = {
  16: 'bool', 17: 'bytea', 20: 'int', 21: 'int', 23: 'int', 26: 'int', 700: 'float', 701: 'float', 1700: 'float',
  114: 'json', 3802: 'json', 1082: 'date', 1114: 'moment', 1184: 'moment', 1186: 'interval', 1083: 'text',
  1000: 'array', 1005: 'array', 1007: 'array', 1009: 'array', 1015: 'array', 1016: 'array', 1022: 'array', 1231: 'array', 2951: 'array',
};

function kindOf(oid: number): Kind {
  return KINDS[oid] ?? 'text';
}
