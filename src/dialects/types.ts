import type { RowNote, TypeRow } from './dialect.js';

const exact = (family: TypeRow['family'], type: string, other = type): TypeRow => ({ family, classic: type, exact: other, verdict: 'exact' });

const emulated = (family: TypeRow['family'], type: string, note?: RowNote): TypeRow => ({
  family,
  classic: type,
  exact: type,
  verdict: 'emulated',
  ...(note && { note }),
});

const refused = (message: string, help: string): TypeRow => ({
  family: 'other',
  verdict: 'refused',
  note: { code: 'unsupported-type', message, help },
});

const lossy = (message: string, help?: string): RowNote => ({ code: 'lossy-type', message, ...(help && { help }) });

const plainText = (name: string): RowNote => lossy(`${name} values are kept as text; the operators of the type are not available`);

/** `[2024-01-01,2024-02-01)` */
const RANGE_TEXT: TypeRow = { family: 'range', classic: 'TEXT', exact: 'TEXT', verdict: 'emulated', note: { code: 'lossy-type', message: 'range values are kept as text, as Postgres prints them; their functions and operators are available, but for +, - and the order of ranges' } };
const RANGE = refused('SQLite has no multirange types', 'Keep the ranges in a table of their own.');

/**
 * How SQLite stores each Postgres type, by `pg_type.typname`, in both mappings.
 *
 * Postgres type names are never passed through: SQLite would give most of them NUMERIC affinity and turn '1e3' into 1000.
 * DATETIME has that affinity too, but a full timestamp's text is no number, so it stays text. A date is TEXT rather than DATE
 * for the same reason: text stays text whatever an application writes. `exact` needs names that STRICT tables accept.
 */
export const TYPES: Readonly<Record<string, TypeRow>> = {
  int2: exact('int', 'INTEGER'),
  int4: exact('int', 'INTEGER'),
  int8: exact('int', 'INTEGER'),
  /** The type of ctid. */
  tid: { family: 'int', classic: 'INTEGER', exact: 'INTEGER', verdict: 'emulated' },
  oid: exact('int', 'INTEGER'),
  float4: emulated('float', 'REAL'),
  float8: exact('float', 'REAL'),
  numeric: { family: 'numeric', classic: 'REAL', exact: 'TEXT', verdict: 'emulated' },
  money: emulated('money', 'REAL', lossy('money values are kept as numbers, of which 15 digits are sure: 1234.5, not $1,234.50, which depends on the locale of the Postgres server', 'Use numeric(19,2), or bigint with the amount in cents.')),
  bool: emulated('bool', 'INTEGER'),

  text: exact('text', 'TEXT'),
  varchar: exact('text', 'TEXT'),
  name: exact('text', 'TEXT'),
  char: exact('text', 'TEXT'),
  unknown: exact('text', 'TEXT'),
  bpchar: emulated('text', 'TEXT', {
    code: 'lossy-char-padding',
    message: 'char(n) values are kept without the blanks that Postgres fills them up with; blanks at the end of what the application writes count when values are compared',
    help: 'Use varchar(n) or text.',
  }),
  citext: emulated('citext', 'TEXT COLLATE NOCASE', {
    code: 'lossy-case-folding',
    message: 'citext is compared without regard to case for ASCII letters only',
  }),
  uuid: exact('uuid', 'TEXT'),

  timestamp: { family: 'timestamp', classic: 'DATETIME', exact: 'TEXT', verdict: 'exact' },
  timestamptz: { family: 'timestamptz', classic: 'DATETIME', exact: 'TEXT', verdict: 'exact' },
  date: exact('date', 'TEXT'),
  time: exact('time', 'TEXT'),
  timetz: emulated('other', 'TEXT', plainText('timetz')),
  interval: emulated('interval', 'TEXT', lossy('interval values are kept as ISO 8601 text (P1DT2H): SQLite itself sorts and compares the text')),

  json: exact('json', 'TEXT'),
  jsonb: emulated('jsonb', 'TEXT'),
  jsonpath: emulated('other', 'TEXT', plainText('jsonpath')),
  hstore: emulated('other', 'TEXT', lossy('hstore values are kept as text, as Postgres prints them; ->, ?, ?|, ?&, @>, <@, || and - are available, other operators are not')),
  xml: emulated('other', 'TEXT', plainText('xml')),
  bytea: exact('bytea', 'BLOB'),
  bit: emulated('other', 'TEXT', plainText('bit')),
  varbit: emulated('other', 'TEXT', plainText('bit varying')),

  inet: emulated('other', 'TEXT', plainText('inet')),
  cidr: emulated('other', 'TEXT', plainText('cidr')),
  macaddr: emulated('other', 'TEXT', plainText('macaddr')),
  macaddr8: emulated('other', 'TEXT', plainText('macaddr8')),
  pg_lsn: emulated('other', 'TEXT', plainText('pg_lsn')),
  ltree: emulated('ltree', 'TEXT', lossy('ltree values are kept as text; @>, <@, ||, nlevel() and the common forms of subpath() are available, patterns (lquery) are not')),
  tsvector: emulated('document', 'TEXT', {
    code: 'lossy-search',
    message: 'full-text search documents are not kept: the value is always NULL',
    help: 'Search with LIKE, or keep an FTS5 table beside it in an override: /* transmigrate sqlite,d1: CREATE VIRTUAL TABLE .. */',
  }),
  tsquery: emulated('other', 'TEXT', plainText('tsquery')),
  vector: emulated('other', 'TEXT', lossy('vector values are kept as text ([1,2,3]); distance operators and their indexes are not available')),
  halfvec: emulated('other', 'TEXT', lossy('halfvec values are kept as text ([1,2,3]); distance operators and their indexes are not available')),
  sparsevec: emulated('other', 'TEXT', lossy('sparsevec values are kept as text ({1:1,3:2}/5); distance operators and their indexes are not available')),
  geometry: emulated('other', 'TEXT', lossy('geometry values are kept as the text in which they are written; spatial functions and indexes are not available')),
  geography: emulated('other', 'TEXT', lossy('geography values are kept as the text in which they are written; spatial functions and indexes are not available')),
  point: emulated('other', 'TEXT', plainText('point')),
  line: emulated('other', 'TEXT', plainText('line')),
  lseg: emulated('other', 'TEXT', plainText('lseg')),
  box: emulated('other', 'TEXT', plainText('box')),
  path: emulated('other', 'TEXT', plainText('path')),
  polygon: emulated('other', 'TEXT', plainText('polygon')),
  circle: emulated('other', 'TEXT', plainText('circle')),

  int4range: RANGE_TEXT,
  int8range: RANGE_TEXT,
  numrange: RANGE_TEXT,
  tsrange: RANGE_TEXT,
  tstzrange: RANGE_TEXT,
  daterange: RANGE_TEXT,
  int4multirange: RANGE,
  int8multirange: RANGE,
  nummultirange: RANGE,
  tsmultirange: RANGE,
  tstzmultirange: RANGE,
  datemultirange: RANGE,

  regconfig: emulated('text', 'TEXT', plainText('regconfig')),
  regclass: emulated('text', 'TEXT', plainText('regclass')),
  regproc: emulated('text', 'TEXT', plainText('regproc')),
  regtype: emulated('text', 'TEXT', plainText('regtype')),
  record: { family: 'row', verdict: 'refused', note: { code: 'unsupported-type', message: 'a column keeps one value of a composite type, not an array of them, nor the row of a table', help: 'Use jsonb, or a table of their own with a row for each; for one row, a type with its columns (CREATE TYPE .. AS).' } },
  void: { family: 'void', verdict: 'refused', note: { code: 'unsupported-type', message: 'void is no type of a column' } },
};
