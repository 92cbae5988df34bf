import type { Mapping } from '../../../src/model/dialect.js';
import { isoOfInterval } from './interval-text.js';
import type { PgType } from './schema-facts.js';

/** A value as SQLite stores it: a number for REAL, else `typeof:text` (hex for blobs), or null. */
export type Stored = string | number | null;

/** SQL that reads a column as `Stored`, so that no driver's conversion of integers comes between. */
export function storedSelect(expression: string): string {
  return `CASE typeof(${expression}) WHEN 'null' THEN NULL WHEN 'blob' THEN 'blob:' || hex(${expression}) WHEN 'real' THEN ${expression} ELSE typeof(${expression}) || ':' || CAST(${expression} AS TEXT) END`;
}

type Family = 'integer' | 'boolean' | 'float' | 'numeric' | 'money' | 'moment' | 'json' | 'bytes' | 'padded' | 'array' | 'composite' | 'document' | 'text';

const FAMILIES: Readonly<Record<string, Family>> = {
  int2: 'integer', int4: 'integer', int8: 'integer', oid: 'integer',
  bool: 'boolean', float4: 'float', float8: 'float', numeric: 'numeric', money: 'money',
  timestamp: 'moment', timestamptz: 'moment', json: 'json', jsonb: 'json', bytea: 'bytes', bpchar: 'padded', tsvector: 'document',
};

export function familyOf(type: PgType): Family {
  if (type.array) return 'array';
  if (type.composite) return 'composite';
  return (type.labels ? undefined : FAMILIES[type.name]) ?? 'text';
}

/** The documented conversion table, written down a second time on purpose: it judges the product's own. */
const DECLARED: Readonly<Record<Family, Readonly<Record<Mapping, string>>>> = {
  integer: { classic: 'INTEGER', exact: 'INTEGER' },
  boolean: { classic: 'INTEGER', exact: 'INTEGER' },
  float: { classic: 'REAL', exact: 'REAL' },
  numeric: { classic: 'REAL', exact: 'TEXT' },
  money: { classic: 'REAL', exact: 'REAL' },
  moment: { classic: 'DATETIME', exact: 'TEXT' },
  json: { classic: 'TEXT', exact: 'TEXT' },
  bytes: { classic: 'BLOB', exact: 'BLOB' },
  padded: { classic: 'TEXT', exact: 'TEXT' },
  array: { classic: 'TEXT', exact: 'TEXT' },
  composite: { classic: 'TEXT', exact: 'TEXT' },
  document: { classic: 'TEXT', exact: 'TEXT' },
  text: { classic: 'TEXT', exact: 'TEXT' },
};

export function declaredType(type: PgType, mapping: Mapping): string {
  return DECLARED[familyOf(type)][mapping];
}

const STORAGE: Readonly<Record<string, string>> = { INTEGER: 'integer', REAL: 'real', TEXT: 'text', BLOB: 'blob', DATETIME: 'text' };

/** A Postgres value in the form in which both sides are compared. `text` is what `pgSelect` prints. */
export function canonicalPostgres(text: string | null, type: PgType, mapping: Mapping): string {
  if (text === null) return 'NULL';
  switch (familyOf(type)) {
    case 'boolean':
      return text === 'true' || text === 't' ? '1' : '0';
    case 'float':
      return String(Number(text));
    case 'numeric':
      return mapping === 'classic' ? String(Number(text)) : decimal(text);
    case 'money':
      return String(Number(text.replaceAll(/[$,]/g, '')));
    case 'moment':
      return moment(text);
    case 'json':
      return stable(JSON.parse(text));
    case 'array':
      return stable(elements(JSON.parse(text), type));
    case 'composite':
      return stable(fields(JSON.parse(text), mapping));
    case 'bytes':
      return text.slice(2).toUpperCase();
    case 'padded':
      return text.trimEnd();
    case 'document':
      // Documented: full-text search documents are not kept.
      return 'NULL';
    case 'integer':
      return text;
    case 'text':
      return type.name === 'interval' ? isoOfInterval(text) : text;
  }
}

/** A stored SQLite value in the form in which both sides are compared; one of a wrong storage class or format never equals anything. */
export function canonicalSqlite(stored: Stored, type: PgType, mapping: Mapping): string {
  if (stored === null) return 'NULL';
  const family = familyOf(type);
  const [storage = '', text = ''] = typeof stored === 'number' ? ['real', String(stored)] : split(stored);
  if (storage !== STORAGE[DECLARED[family][mapping]]) return `stored as ${stored}`;
  switch (family) {
    case 'float':
    case 'money':
      return String(Number(text));
    case 'numeric':
      return mapping === 'classic' ? String(Number(text)) : decimal(text);
    case 'moment':
      if (/^-?infinity$/u.test(text)) return text;
      return MOMENT[mapping].test(text) ? moment(text) : `format ${text}`;
    case 'json':
    case 'array':
      return parsed(text, (value) => stable(family === 'array' ? elements(value, type) : value));
    case 'composite':
      return parsed(text, (value) => stable(fields(value, mapping)));
    case 'padded':
      return text.trimEnd();
    case 'integer':
    case 'boolean':
    case 'bytes':
    case 'document':
    case 'text':
      return text;
  }
}

function split(stored: string): readonly [string, string] {
  const colon = stored.indexOf(':');
  return [stored.slice(0, colon), stored.slice(colon + 1)];
}

const MOMENT: Readonly<Record<Mapping, RegExp>> = {
  classic: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/,
  exact: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
};

/** UTC milliseconds; parts of a millisecond are cut off on both sides. */
function moment(text: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|\+00(?::?00)?)?$/.exec(text);
  return parts ? `${parts[1]} ${parts[2]}.${(parts[3] ?? '').slice(0, 3).padEnd(3, '0')}` : text;
}

/** `1.50` and `1.5` are one number. In the classic mapping a numeric is the double next to it. */
function decimal(text: string): string {
  if (/e/i.test(text)) return String(Number(text));
  const match = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text);
  if (!match) return text;
  const digits = `${match[2] || '0'}${match[3] ? `.${match[3]}` : ''}`;
  return match[1] === '-' && digits !== '0' ? `-${digits}` : digits;
}

function parsed(text: string, read: (value: unknown) => string): string {
  try {
    return read(JSON.parse(text));
  } catch {
    return `no JSON: ${text}`;
  }
}

/** JSON text with sorted keys. */
export function stable(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** Fields of a composite value: booleans and moments may be written otherwise, and the exact mapping has numerics as texts. */
function fields(value: unknown, mapping: Mapping): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (mapping === 'exact' && (typeof value === 'number' || (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value)))) return decimal(String(value));
  if (typeof value === 'string') return moment(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fields(part, mapping)]));
}

/** Array elements: Postgres' JSON has booleans and ISO timestamps, the target may have 1/0 and its own timestamps. */
function elements(value: unknown, type: PgType): unknown {
  if (Array.isArray(value)) return value.map((element) => elements(element, type));
  if (typeof value === 'boolean' && type.name === 'bool') return value ? 1 : 0;
  if (typeof value === 'string' && (type.name === 'timestamp' || type.name === 'timestamptz')) return moment(value);
  if (typeof value === 'string' && type.name === 'interval' && !value.startsWith('P')) return isoOfInterval(value);
  return value;
}
