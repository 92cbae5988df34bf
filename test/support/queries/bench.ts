import Database from 'better-sqlite3';
import pgPromise from 'pg-promise';
import { d1 } from '../../../src/dialects/d1.js';
import type { Dialect } from '../../../src/dialects/dialect.js';
import { sqlite } from '../../../src/dialects/sqlite.js';
import { interpret } from '../../../src/3-interpret/interpret.js';
import { loadParser, parse } from '../../../src/2-parse/parse.js';
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
    truth: async (sql) => {
      const result = await db.result({ text: sql, rowMode: 'array', types: { getTypeParser: () => (value: string) => value } } as never);
      const kinds = result.fields.map(({ dataTypeID }) => kindOf(dataTypeID));
      return { kinds, rows: (result.rows as unknown as string[][]).map((row) => row.map((value, i) => canonical(value, kinds[i] ?? 'text'))) };
    },
    onSqlite: (sql, kinds) => (file.prepare(sql).raw().safeIntegers().all() as unknown[][]).map((row) => row.map((value, i) => canonical(value, kinds[i] ?? 'text'))),
    onD1: async (sql, kinds) => (await remote.prepare(numbered(sql, kinds.length)).all()).results.map((row) => Object.values(row).map((value, i) => canonical(value, kinds[i] ?? 'text'))),
    run: async (sql) => {
      await db.multi(sql);
      const printed = print(sql);
      await apply(sql);
      return printed;
    },
    close: async () => {
      file.close();
      await db.$pool.end();
    },
  };
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
