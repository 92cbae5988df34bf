import { findName, objectOf } from '../../model/catalog-lookup.js';
import type { Column, Sequence, Table } from '../../model/catalog.js';
import type { Call, Expr } from '../../model/expression.js';
import type { Query } from '../../model/query.js';
import { quoteLiteral, relationName } from './identifier.js';
import { constantOf } from './literal.js';
import type { Printing } from './printing.js';

/** The call of `SELECT setval(..)`, when it is all that the query selects. */
export function setvalOf({ body }: Query): Call | undefined {
  const [target] = body.kind === 'select' ? body.targets : [];
  const alone = body.kind === 'select' && body.targets.length === 1 && target?.expr.kind === 'call' && target.expr.name === 'setval';
  return alone && target.expr.kind === 'call' ? target.expr : undefined;
}

/** A table whose primary key is `INTEGER PRIMARY KEY AUTOINCREMENT`, so that sqlite_sequence holds its last number. */
export function numberedBySqlite(table: Table): boolean {
  const key = table.constraints.find(({ kind }) => kind === 'primary-key');
  const columns = key?.kind === 'primary-key' ? key.columns : [];
  const column = table.columns.find(({ id }) => id === columns[0]);
  return columns.length === 1 && (column?.serial !== undefined || column?.identity !== undefined);
}

/**
 * `SELECT setval('users_id_seq', 100)` -> the last number in sqlite_sequence (https://www.sqlite.org/autoinc.html).
 * For a column that a trigger numbers there is nothing to do: it takes the highest number plus one.
 */
export function printSetval(query: Query, call: Call, p: Printing): readonly string[] {
  const [name, value, called] = call.args;
  const sequence = name && sequenceOf(name, p);
  if (!sequence?.ownedBy || !value || query.body.kind !== 'select') return [p.query(query, { names: 'none' })];
  const table = objectOf(p.catalog, sequence.ownedBy.table, 'table');
  if (!numberedBySqlite(table)) return [];
  const last = called === undefined || constantOf(called) !== 'false' ? 'value' : 'value - 1';
  const numbers = p.query({ ...query, body: { ...query.body, targets: [{ expr: value, name: 'value' }] } }, { names: ['value'] });
  const text = quoteLiteral(relationName(table.schema, table.name));
  return [
    `DELETE FROM sqlite_sequence WHERE name = ${text}`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${text}, ${last} FROM (${numbers}) WHERE value IS NOT NULL`,
  ];
}

/** `nextval('users_id_seq')` as the value of the column that owns the sequence: SQLite gives the number. */
export function isOwnNumber(expr: Expr, column: Column | undefined, p: Printing): boolean {
  if (expr.kind === 'cast') return isOwnNumber(expr.operand, column, p);
  const [name] = expr.kind === 'call' && expr.name === 'nextval' ? expr.args : [];
  const sequence = name && sequenceOf(name, p);
  return sequence !== undefined && column !== undefined && (column.serial === sequence.id || column.identity?.sequence === sequence.id);
}

/** `SELECT nextval('users_id_seq')` by itself takes a number, `SELECT currval(..)` does nothing; undefined for other queries. */
export function printTaken({ body }: Query, p: Printing): readonly string[] | undefined {
  const [target] = body.kind === 'select' && body.from.length === 0 && body.targets.length === 1 ? body.targets : [];
  const call = target?.expr.kind === 'call' && (target.expr.name === 'nextval' || target.expr.name === 'currval') ? target.expr : undefined;
  const sequence = call?.args[0] && sequenceOf(call.args[0], p);
  if (!call || !sequence?.ownedBy) return undefined;
  const table = objectOf(p.catalog, sequence.ownedBy.table, 'table');
  if (call.name === 'currval' || !numberedBySqlite(table)) return [];
  const text = quoteLiteral(relationName(table.schema, table.name));
  return [
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${text}, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ${text})`,
    `UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = ${text}`,
  ];
}

/** The sequence that `'users_id_seq'`, `'public.users_id_seq'::regclass` or `pg_get_serial_sequence('users', 'id')` names. */
function sequenceOf(expr: Expr, p: Printing): Sequence | undefined {
  if (expr.kind === 'cast') return sequenceOf(expr.operand, p);
  if (expr.kind === 'call' && expr.name === 'pg_get_serial_sequence') return serialOf(expr.args.map((arg) => constantOf(arg) ?? ''), p);
  const text = constantOf(expr);
  const object = typeof text === 'string' ? lookUp(text, p) : undefined;
  return object?.kind === 'sequence' ? object : undefined;
}

function serialOf([relation = '', column = '']: readonly string[], p: Printing): Sequence | undefined {
  const table = lookUp(relation, p);
  const found = table?.kind === 'table' ? table.columns.find(({ name }) => name === column) : undefined;
  const id = found?.serial ?? found?.identity?.sequence;
  return id === undefined ? undefined : objectOf(p.catalog, id, 'sequence');
}

/** A relation by its name in text, folded as Postgres folds it: `"Users_id_seq"`, `public.users`. */
function lookUp(text: string, p: Printing) {
  const parts = [...text.matchAll(/"((?:[^"]|"")*)"|([^."]+)/gu)].map(([, quoted, bare = '']) => quoted?.replaceAll('""', '"') ?? bare.trim().toLowerCase());
  const name = parts.at(-1) ?? '';
  const entry = findName(p.catalog, 'relation', parts.length > 1 ? parts.at(-2) : undefined, name);
  return entry && p.catalog.objects.get(entry.id);
}
