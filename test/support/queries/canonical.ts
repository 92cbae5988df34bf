import { parse as parseArray } from 'postgres-array';
import { isoOfInterval } from '../facts/interval-text.js';

/** How values of a result column are compared. */
export type Kind = 'bool' | 'int' | 'float' | 'text' | 'json' | 'date' | 'moment' | 'bytea' | 'array' | 'interval';

/** A value from Postgres' text form, SQLite or D1 in one form, so that equal values are equal. */
export function canonical(value: unknown, kind: Kind): unknown {
  if (value === null || value === undefined) return null;
  switch (kind) {
    case 'bool':
      return value === 't' || value === 1 || value === 1n || (value === 'f' || value === 0 || value === 0n ? false : `no boolean: ${String(value)}`);
    case 'int':
      return typeof value === 'number' && !Number.isInteger(value) ? `no integer: ${value}` : String(value);
    case 'float':
      return typeof value === 'number' || typeof value === 'bigint' || /^[-+\d.e]+$|Infinity|NaN/u.test(String(value)) ? Number(Number(value).toPrecision(11)) : `no number: ${String(value)}`;
    case 'json':
      return sorted(JSON.parse(String(value)) as unknown);
    case 'array':
      return Array.isArray(value) ? value : elements(String(value));
    case 'moment':
      return `${String(value).replace('T', ' ').replace(/(Z|\+00)$/u, '').replace(/(\.\d*?)0+$/u, '$1').replace(/\.$/u, '')}`;
    case 'bytea':
      return typeof value === 'string' ? value.replace(/^\\x/u, '') : Buffer.from(value as Uint8Array).toString('hex');
    case 'text':
      return typeof value === 'string' ? withoutBlanks(value) : `no text: ${String(value)}`;
    case 'interval':
      return typeof value === 'string' ? (value.startsWith('P') ? value : isoOfInterval(value)) : `no text: ${String(value)}`;
    case 'date':
      return typeof value === 'string' ? value : `no text: ${String(value)}`;
  }
}

/** The text of jsonb has blanks in Postgres. */
function withoutBlanks(text: string): string {
  return /^[{[].*[}\]]$/su.test(text) && text.includes('"') ? JSON.stringify(JSON.parse(text)) : text;
}

/** Postgres prints `{a,NULL}`, we store `["a",null]`. */
function elements(text: string): unknown {
  const list = text.startsWith('[') ? (JSON.parse(text) as unknown[]) : parseArray(text);
  const flat = (items: readonly unknown[]): unknown[] =>
    items.map((item) => (Array.isArray(item) ? flat(item) : item === null ? null : item === true || item === 't' ? 'true' : item === false || item === 'f' ? 'false' : String(item)));
  return flat(list);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return typeof value === 'number' ? Number(value.toPrecision(11)) : value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, sorted(entry)]));
}
