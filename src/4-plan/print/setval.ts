import type { ObjectId } from '../../model/catalog.js';
import type { Call, Expr } from '../../model/expression.js';
import type { Query } from '../../model/query.js';
import { quoteIdentifier, quoteLiteral } from './identifier.js';
import { constantOf } from './literal.js';
import { withPeeked } from './nextval-stand-in.js';
import type { Printing } from './printing.js';
import { sequenceOf } from './sequence-of.js';
import { callsIn, storageOf, takeNumbers } from './sequence-storage.js';

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
  const storage = storageOf(sequence, p.catalog, p);
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

/** `SELECT nextval('users_id_seq')` by itself takes a number, `SELECT currval(..)` does nothing; undefined for other queries. */
export function printTaken({ body }: Query, p: Printing): readonly string[] | undefined {
  const [target] = body.kind === 'select' && body.from.length === 0 && body.targets.length === 1 ? body.targets : [];
  const call = target?.expr.kind === 'call' && (target.expr.name === 'nextval' || target.expr.name === 'currval') ? target.expr : undefined;
  const sequence = call?.args[0] && sequenceOf(call.args[0], p);
  if (!call || !sequence) return undefined;
  return call.name === 'currval' ? [] : takeNumbers(storageOf(sequence, p.catalog, p));
}
