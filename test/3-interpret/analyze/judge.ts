import pgPromise from 'pg-promise';
import { loadParser, parse } from '../../../src/2-parse/parse.js';
import { Refusal } from '../../../src/diagnostics/refusal.js';
import { analyzeDataStatement } from '../../../src/3-interpret/analyze/data-statement.js';
import { baseOf } from '../../../src/3-interpret/analyze/type-key.js';
import { typeText } from '../../../src/3-interpret/analyze/type-text.js';
import { interpret } from '../../../src/3-interpret/interpret.js';
import type { Catalog } from '../../../src/model/catalog.js';
import { emptyCatalog } from '../../../src/model/catalog-lookup.js';
import type { DataStatement, OutputColumn } from '../../../src/model/query.js';
import { freshPostgres } from '../../support/databases.js';

/** What a statement gives: its output columns, or the error message. */
export type Outcome = { readonly columns: readonly string[] } | { readonly error: string };

const pgp = pgPromise({ noWarnings: true });

/** Postgres' answers. */
export interface Judge {
  outcome(sql: string): Promise<Outcome>;
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

function outputs(statement: DataStatement): readonly OutputColumn[] {
  if (statement.kind === 'select-statement') return statement.query.columns;
  return statement.kind === 'truncate' ? [] : statement.returning.map(({ name, expr }) => ({ name, type: expr.type }));
}

/** The lines of a list; blank lines and those that begin with `--` are left out. */
export function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('--'));
}

