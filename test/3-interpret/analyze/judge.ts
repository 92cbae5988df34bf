import pgPromise from 'pg-promise';
import { loadParser, parse } from '../../../src/2-parse/parse.js';
import { Refusal } from '../../../src/diagnostics/refusal.js';
import { analyzeDataStatement } from '../../../src/3-interpret/analyze/data-statement.js';
import { baseOf } from '../../../src/3-interpret/analyze/type-key.js';
import { typeName, typeText } from '../../../src/3-interpret/analyze/type-text.js';
import { interpret } from '../../../src/3-interpret/interpret.js';
import type { Catalog } from '../../../src/model/catalog.js';
import { emptyCatalog } from '../../../src/model/catalog-lookup.js';
import type { DataStatement, OutputColumn } from '../../../src/model/query.js';
import { freshPostgres } from '../../support/databases.js';

/** What a statement gives: its output columns, or the error message. */
export type Outcome = { readonly columns: readonly string[] } | { readonly error: string };

/** The result types, or the error with its SQLSTATE. */
export type Prepared = { readonly types: string } | { readonly error: string; readonly state: string };

const pgp = pgPromise({ noWarnings: true });

/** Postgres' answers. */
export interface Judge {
  outcome(sql: string): Promise<Outcome>;
  /** Types only, without modifiers, of a SELECT that is analysed but neither planned nor run. */
  prepared(sql: string): Promise<Prepared>;
  close(): Promise<void>;
}

/** A fresh database with the schema; each statement is analysed and rolled back. */
export async function startJudge(schema: string): Promise<Judge> {
  const { url, drop } = await freshPostgres();
  const db = pgp({ connectionString: url, max: 1 });
  await db.none(schema);
  const names = new Map<string, string>();
  const formatted = async (oid: number, typmod: number): Promise<string> => {
    const key = `${oid} ${typmod}`;
    const known = names.get(key) ?? (await db.one<{ name: string }>('SELECT format_type($1, $2) AS name', [oid, typmod])).name;
    names.set(key, known);
    return known;
  };
  return {
    async outcome(sql) {
      await db.none('BEGIN');
      try {
        const { fields } = await db.result(sql);
        await db.none('ROLLBACK');
        const columns: string[] = [];
        for (const field of fields) columns.push(`${field.name} ${await formatted(field.dataTypeID, field.dataTypeModifier)}`);
        return { columns };
      } catch (error) {
        await db.none('ROLLBACK');
        return { error: error instanceof Error ? error.message : String(error) };
      }
    },
    async prepared(sql) {
      try {
        await db.none(`DEALLOCATE ALL; PREPARE statement AS ${sql}`);
        return { types: (await db.one<{ types: string }>("SELECT result_types::text AS types FROM pg_prepared_statements WHERE name = 'statement'")).types };
      } catch (error) {
        const state = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
        return { error: error instanceof Error ? error.message : String(error), state };
      }
    },
    async close() {
      await db.$pool.end();
      await drop();
    },
  };
}

/** Our catalog after the schema's statements. */
export async function catalogOf(schema: string): Promise<Catalog> {
  await loadParser();
  let catalog = emptyCatalog();
  for (const statement of parse({ file: 'schema.sql', text: schema }).statements) {
    const change = interpret(statement, catalog);
    if (change.effect.kind === 'refused') throw new Error(change.diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
    catalog = change.after;
  }
  return catalog;
}

/** Our answer to the same statement. Domains are named by their base types, as Postgres describes columns to its clients. */
export function analyzed(sql: string, catalog: Catalog): Outcome {
  const { statements, diagnostics } = parse({ file: 'statement.sql', text: sql });
  const [statement] = statements;
  if (!statement) return { error: diagnostics[0]?.message ?? 'no statement' };
  try {
    const [data] = analyzeDataStatement(statement, catalog);
    return { columns: data ? outputs(data).map(({ name, type }) => `${name} ${typeText(baseOf(type, catalog), catalog)}`) : [] };
  } catch (error) {
    if (error instanceof Refusal) return { error: error.diagnostic.message };
    throw error;
  }
}

/** Our answer in the form of {@link Judge.prepared}. */
export function analyzedTypes(sql: string, catalog: Catalog): { readonly types: string } | { readonly error: string } {
  const { statements, diagnostics } = parse({ file: 'statement.sql', text: sql });
  const [statement] = statements;
  if (!statement) return { error: diagnostics[0]?.message ?? 'no statement' };
  try {
    const [data] = analyzeDataStatement(statement, catalog);
    const types = (data ? outputs(data) : []).map(({ type }) => {
      const text = typeName(type, catalog);
      return /[ "]/.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text;
    });
    return { types: `{${types.join(',')}}` };
  } catch (error) {
    if (error instanceof Refusal) return { error: error.diagnostic.message };
    throw error;
  }
}

function outputs(statement: DataStatement): readonly OutputColumn[] {
  if (statement.kind === 'select-statement') return statement.query.columns;
  return statement.kind === 'truncate' ? [] : statement.returning.map(({ name, expr }) => ({ name, type: expr.type }));
}

/** The lines of a list; blank lines and those that begin with `--` are left out. */
export function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('--'));
}

