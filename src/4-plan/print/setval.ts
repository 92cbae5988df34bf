import type { Column, ObjectId } from '../../model/catalog.js';
import type { Call, Expr } from '../../model/expression.js';
import type { Insert, Query } from '../../model/query.js';
import { quoteIdentifier, quoteLiteral } from './identifier.js';
import { constantOf } from './literal.js';
import { withPeeked } from './nextval.js';
import type { Printing } from './printing.js';
import { tableColumn } from './relation.js';
import { sequenceOf } from './sequence-of.js';
import { callsIn, isGivenLater, storageOf, takeNumbers } from './sequence-storage.js';

/** The call of `SELECT setval(..)`, when it is all that the query selects. */
export function setvalOf({ body }: Query): Call | undefined {
  const [target] = body.kind === 'select' ? body.targets : [];
  const alone = body.kind === 'select' && body.targets.length === 1 && target?.expr.kind === 'call' && target.expr.name === 'setval';
  return alone && target.expr.kind === 'call' ? target.expr : undefined;
}

/**
 * `SELECT setval('users_id_seq', 100)` -> the last number in sqlite_sequence (https://www.sqlite.org/autoinc.html) or in the sequence's own table.
 * For a column that a trigger numbers there is nothing to do: it takes the highest number plus one.
 */
export function printSetval(query: Query, call: Call, p: Printing): readonly string[] {
  const [name, value, called] = call.args;
  const sequence = name && sequenceOf(name, p);
  if (!sequence || !value || query.body.kind !== 'select') return [p.query(query, { names: 'none' })];
  const storage = storageOf(sequence, p.catalog);
  if (storage.kind === 'highest') return [];
  const isCalled = called === undefined || constantOf(called) !== 'false';
  // A number that the value takes from the sequence itself is one that nobody gets.
  const numbers = p.query({ ...query, body: { ...query.body, targets: [{ expr: takesOnlyFrom(value, sequence.id, p) ? withPeeked(value) : value, name: 'value' }] } }, { names: ['value'] });
  if (storage.kind === 'counter') {
    return [`UPDATE ${quoteIdentifier(storage.name)} SET last_value = numbers.value, is_called = ${isCalled ? 1 : 0} FROM (${numbers}) AS numbers WHERE numbers.value IS NOT NULL`];
  }
  const text = quoteLiteral(storage.table);
  const last = isCalled ? 'value' : 'value - 1';
  if (value.kind === 'literal' && !query.body.where) return [`DELETE FROM sqlite_sequence WHERE name = ${text}`, `INSERT INTO sqlite_sequence (name, seq) SELECT ${text}, ${last} FROM (${numbers}) WHERE value IS NOT NULL`];
  // Where there is no value, the sequence stays as it is.
  return [
    `UPDATE sqlite_sequence SET seq = ${last} FROM (${numbers}) WHERE name = ${text} AND value IS NOT NULL`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${text}, ${last} FROM (${numbers}) WHERE value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ${text})`,
  ];
}

/** `setval('s', greatest((SELECT max(id) FROM t), nextval('s')))` */
function takesOnlyFrom(value: Expr, sequence: ObjectId, p: Printing): boolean {
  const calls = callsIn(value);
  return calls.length === 1 && calls.every(({ args: [name], function: own }) => own === undefined && name !== undefined && sequenceOf(name, p)?.id === sequence);
}

/** `nextval('users_id_seq')` as the value of the column that it numbers anyway. */
function isOwnNumber(expr: Expr, column: Column | undefined, p: Printing): boolean {
  if (expr.kind === 'cast') return isOwnNumber(expr.operand, column, p);
  const [name] = expr.kind === 'call' && expr.name === 'nextval' ? expr.args : [];
  const sequence = name && sequenceOf(name, p);
  if (sequence === undefined || column === undefined) return false;
  if (column.serial === sequence.id || column.identity?.sequence === sequence.id) return true;
  return isGivenLater(column) && column.default !== undefined && isPlain(column.default) && isOwnDefault(column.default, sequence.id, p);
}

function isPlain(expr: Expr): boolean {
  return expr.kind === 'cast' ? isPlain(expr.operand) : expr.kind === 'call' && expr.name === 'nextval';
}

function isOwnDefault(expr: Expr, sequence: number, p: Printing): boolean {
  if (expr.kind === 'cast') return isOwnDefault(expr.operand, sequence, p);
  const [name] = expr.kind === 'call' ? expr.args : [];
  return name !== undefined && sequenceOf(name, p)?.id === sequence;
}

/** The statement with DEFAULT where a column is given the number that it gets anyway. */
export function withOwnNumbers(insert: Insert, p: Printing): Insert {
  const { rows, target } = insert;
  if (rows === 'default values') return insert;
  const columns = insert.columns.map((id) => tableColumn(target.relation, id, p.catalog));
  const own = (expr: Expr, i: number): Expr => (isOwnNumber(expr, columns[i], p) ? { kind: 'default', type: expr.type } : expr);
  if (rows.body.kind === 'values') return { ...insert, rows: { ...rows, body: { ...rows.body, rows: rows.body.rows.map((row) => row.map(own)) } } };
  if (rows.body.kind !== 'select') return insert;
  return { ...insert, rows: { ...rows, body: { ...rows.body, targets: rows.body.targets.map((output, i) => ({ ...output, expr: own(output.expr, i) })) } } };
}

/** `SELECT nextval('users_id_seq')` by itself takes a number, `SELECT currval(..)` does nothing; undefined for other queries. */
export function printTaken({ body }: Query, p: Printing): readonly string[] | undefined {
  const [target] = body.kind === 'select' && body.from.length === 0 && body.targets.length === 1 ? body.targets : [];
  const call = target?.expr.kind === 'call' && (target.expr.name === 'nextval' || target.expr.name === 'currval') ? target.expr : undefined;
  const sequence = call?.args[0] && sequenceOf(call.args[0], p);
  if (!call || !sequence) return undefined;
  return call.name === 'currval' ? [] : takeNumbers(storageOf(sequence, p.catalog));
}
