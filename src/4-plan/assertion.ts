import type { Catalog } from '../model/catalog.js';
import type { Rebuild } from './rebuild.js';
import { quoteIdentifier, quoteLiteral } from './print/identifier.js';

const BEFORE = '__tm_rows';
const ASSERT = '__tm_assert';

/** Statements around the rebuilds of one run that make the whole batch fail when a row or a reference was lost. */
export interface Assertion {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** One measured number, taken before and after; `holds` compares the two. */
interface Measure {
  readonly message: string;
  readonly before: string;
  readonly after: string;
  readonly holds: '=' | '<=';
}

/**
 * SQLite has no ASSERT: a row that violates a CHECK aborts the batch, and the error names the CHECK's column, which is the message.
 * Foreign keys are compared with the violations that were there before, so that an old orphan does not block every later migration.
 */
export function assertRebuilds(rebuilds: readonly Rebuild[], after: Catalog, columnLimit: number): Assertion {
  if (rebuilds.length === 0) return NOTHING;
  const measures = measuresOf(rebuilds, after).slice(0, columnLimit);
  const counted = measures.map(({ before }, i) => `${before} AS m${i}`);
  const checks = measures.map(({ message }) => `${quoteIdentifier(message)} INTEGER CHECK (${quoteIdentifier(message)})`);
  const compared = measures.map(({ after, holds }, i) => `${after} ${holds} m${i}`);
  return {
    before: [`CREATE TABLE ${BEFORE} AS SELECT ${counted.join(', ')}`],
    after: [
      `CREATE TABLE ${ASSERT} (${checks.join(', ')})`,
      `INSERT INTO ${ASSERT} SELECT ${compared.join(', ')} FROM ${BEFORE}`,
      `DROP TABLE ${ASSERT}`,
      `DROP TABLE ${BEFORE}`,
    ],
  };
}

const NOTHING: Assertion = { before: [], after: [] };

/** Statements that make the batch fail unless each condition holds. */
export function assertAll(conditions: readonly { readonly message: string; readonly sql: string }[], columnLimit: number): readonly string[] {
  if (conditions.length === 0) return [];
  const distinct = [...new Map(conditions.map((condition) => [condition.message, condition])).values()];
  const statements: string[] = [];
  for (let at = 0; at < distinct.length; at += columnLimit) {
    const some = distinct.slice(at, at + columnLimit);
    const columns = some.map(({ message }) => `${quoteIdentifier(message)} INTEGER CHECK (${quoteIdentifier(message)})`);
    statements.push(`CREATE TABLE ${ASSERT} (${columns.join(', ')})`, `INSERT INTO ${ASSERT} SELECT ${some.map(({ sql }) => sql).join(', ')}`, `DROP TABLE ${ASSERT}`);
  }
  return statements;
}

/** Rebuilt tables and their children, those aside that the run drops. */
function measuresOf(rebuilds: readonly Rebuild[], after: Catalog): readonly Measure[] {
  const tables = new Map<string, string>();
  for (const { old, wanted, children } of rebuilds) {
    tables.set(wanted.name, old.name);
    for (const child of children) if (after.objects.has(child.table.id) && !tables.has(child.name)) tables.set(child.name, child.name);
  }
  return [...tables].flatMap(([after, before]) => [
    { message: `rows lost in ${after}`, before: rows(before), after: rows(after), holds: '=' as const },
    { message: `foreign keys violated in ${after}`, before: violations(before), after: violations(after), holds: '<=' as const },
  ]);
}

function rows(table: string): string {
  return `(SELECT count(*) FROM ${quoteIdentifier(table)})`;
}

function violations(table: string): string {
  return `(SELECT count(*) FROM pragma_foreign_key_check(${quoteLiteral(table)}))`;
}
