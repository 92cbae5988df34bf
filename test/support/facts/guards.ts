import type Database from 'better-sqlite3';
import { quoteName, quoteText } from './read-sqlite-facts.js';
import type { PgColumn, SqliteColumn, SqliteTable } from './schema-facts.js';
import { familyOf } from './storage.js';

interface Probe {
  readonly what: string;
  readonly legal: readonly string[];
  readonly illegal: readonly string[];
}

/** Values that Postgres' type takes and refuses, for the types whose refusals the target has to keep. */
function probeOf({ type }: PgColumn): Probe | undefined {
  if (type.array) return { what: 'array', legal: [`'[]'`], illegal: [`'{}'`, `'x'`, `'['`] };
  if (type.labels) return { what: `enum (${type.labels.join(', ')})`, legal: type.labels.map(quoteText), illegal: [quoteText(`${type.labels[0] ?? ''}~no label`)] };
  if (type.name === 'bool') return { what: 'boolean', legal: ['0', '1'], illegal: ['2', `'yes'`] };
  if (familyOf(type) === 'json') return { what: 'JSON', legal: [`'{"a":1}'`], illegal: [`'{'`, `'x'`] };
  if (type.length !== undefined) return { what: `length ${type.length}`, legal: [quoteText('x'.repeat(type.length))], illegal: [quoteText('x'.repeat(type.length + 1))] };
  return undefined;
}

/** What is wrong with the column's guard: `undefined` when it keeps rejecting what its Postgres type rejects, and nothing else. */
export function judgeGuard(expected: PgColumn, hasOwnCheck: boolean, column: SqliteColumn, table: SqliteTable, scratch: Database.Database): { readonly what: string; readonly fault?: string } | undefined {
  const probe = probeOf(expected);
  if (!probe) return undefined;
  const others = new Set(table.columns.filter(({ name }) => name !== column.name).map(({ name }) => name.toLowerCase()));
  const checks = table.checks.filter(({ identifiers }) => !identifiers.some((name) => others.has(name.toLowerCase())));
  scratch.exec('DROP TABLE IF EXISTS probe');
  scratch.exec(`CREATE TABLE probe (${quoteName(column.name)} ${column.type}${checks.map(({ expr }) => `, CHECK (${expr})`).join('')})`);
  const accepted = (value: string): boolean => accepts(value, scratch);
  const refusedLegal = hasOwnCheck ? [] : probe.legal.filter((value) => !accepted(value));
  const acceptedIllegal = probe.illegal.filter(accepted);
  const fault = [refusedLegal.length > 0 && `refuses ${refusedLegal.join(', ')}`, acceptedIllegal.length > 0 && `accepts ${acceptedIllegal.join(', ')}`].filter(Boolean).join('; ');
  return { what: probe.what, ...(fault !== '' && { fault: fault.slice(0, 200) }) };
}

function accepts(value: string, scratch: Database.Database): boolean {
  try {
    scratch.exec(`INSERT INTO probe VALUES (${value})`);
    return true;
  } catch {
    return false;
  }
}
