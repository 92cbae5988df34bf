import { loadedParser } from './parser.js';

/**
 * One function's body as PL/pgSQL's own grammar reads it, as JSON: `PLpgSQL_function` objects with `datums` (variables, by number) and
 * `action`. Expressions inside are texts; `lineno` counts from 1 at the line where the body's quote opens.
 */
export type PlPgSqlFunction = Readonly<Record<string, unknown>>;

/**
 * Reads the bodies of the PL/pgSQL functions, procedures and DO blocks in a text.
 *
 * @param text complete statements: `CREATE FUNCTION .. LANGUAGE plpgsql AS $$ .. $$` or `DO $$ .. $$`
 * @returns one entry a body, in order, or Postgres' message when a body cannot be read
 */
export function parsePlPgSql(text: string): { readonly functions: readonly PlPgSqlFunction[] } | { readonly error: string } {
  const parser = loadedParser();
  try {
    const tree: object = parser.parsePlPgSQLSync(text);
    const functions = 'plpgsql_funcs' in tree && Array.isArray(tree.plpgsql_funcs) ? tree.plpgsql_funcs : [];
    return { functions: functions.map((entry: { readonly PLpgSQL_function: PlPgSqlFunction }) => entry.PLpgSQL_function) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
