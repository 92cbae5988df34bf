import type { ArgumentPattern, CastRow, FunctionRow, Operand, OperatorRow, Render } from '../dialect.js';
import { fill, infix, PRECEDENCE, type Sql } from '../sql.js';
import { stepOf } from './json-path.js';

/** `"a"=>"1", "b"=>NULL` is a document but for its arrows: with quotes and backslashes of texts out of the way, each arrow is one. */
const DOCUMENT = [
  ['char(92) || char(92)', 'char(1)'],
  ['char(92) || char(34)', 'char(2)'],
  ["char(34) || '=>NULL'", "char(34) || ':null'"],
  ["char(34) || '=>'", "char(34) || ':'"],
  ['char(9)', "char(92) || 't'"],
  ['char(10)', "char(92) || 'n'"],
  ['char(13)', "char(92) || 'r'"],
  ['char(2)', "char(92) || char(34)"],
  ['char(1)', "char(92) || char(92)"],
].reduce((text, [from, to]) => `replace(${text}, ${from}, ${to})`, '{1}');

function isHstore(operand: Operand | undefined): operand is Operand {
  return operand !== undefined && holdsPairs(operand);
}

export function holdsPairs({ type }: Operand): boolean {
  return type.kind === 'base' && type.name === 'hstore';
}

export function documentOf(operand: Operand): Sql {
  return fill(`('{' || ${DOCUMENT} || '}')`, [operand.sql]);
}

const asJson: Render = ([value]) => (isHstore(value) ? documentOf(value) : undefined);

/** The text of a key, or NULL. */
const valueAt: Render = ([value, key]) => {
  const step = isHstore(value) && key ? stepOf(key) : undefined;
  return isHstore(value) && step ? infix(documentOf(value), '->>', step.arrow, PRECEDENCE.concat) : undefined;
};

const hasKey: Render = ([value, key]) => {
  const step = isHstore(value) && key ? stepOf(key) : undefined;
  return isHstore(value) && step ? fill('iif({1} IS NULL OR {2} IS NULL, NULL, json_type({3}, {4}) IS NOT NULL)', [value.sql, key?.sql ?? value.sql, documentOf(value), step.path]) : undefined;
};

const hasValue: Render = ([value, key]) => {
  const step = isHstore(value) && key ? stepOf(key) : undefined;
  return isHstore(value) && step ? fill("iif({1} IS NULL OR {2} IS NULL, NULL, json_type({3}, {4}) IS 'text')", [value.sql, key?.sql ?? value.sql, documentOf(value), step.path]) : undefined;
};

const quoted = (text: string): string => `'"' || replace(replace(${text}, '\\', '\\\\'), '"', '\\"') || '"'`;
const pairOf = (key: string, value: string): string => `${quoted(key)} || '=>' || coalesce(${quoted(value)}, 'NULL')`;

/** The text of pairs, which Postgres puts in the order of their keys, short ones first. */
const storeOf = (pairs: string): string => `(SELECT coalesce(group_concat(${pairOf('key', 'value')}, ', ' ORDER BY length(CAST(key AS BLOB)), key), '') FROM ${pairs})`;

const pair: Render = ([key, value]) => key && value && fill(pairOf('{1}', '{2}'), [key.sql, value.sql]);

/** Where both have a key, the value of the right one stays. */
export function mergedHstore(left: Operand, right: Operand): Sql | undefined {
  if (!isHstore(left) || !isHstore(right)) return undefined;
  const pairs = '(SELECT key, value FROM json_each({3}) WHERE key NOT IN (SELECT key FROM json_each({4})) UNION ALL SELECT key, value FROM json_each({4}))';
  return fill(`iif({1} IS NULL OR {2} IS NULL, NULL, ${storeOf(pairs)})`, [left.sql, right.sql, documentOf(left), documentOf(right)]);
}

/** The pairs that stay, by what is taken away: those of a key, of any key in an array, or pairs that are in another hstore with the same value. */
const STAYS = {
  key: 'json_each({3}) WHERE key <> {2}',
  keys: 'json_each({3}) WHERE key NOT IN (SELECT value FROM json_each({2}) WHERE value IS NOT NULL)',
  pairs: 'json_each({3}) AS own WHERE NOT EXISTS (SELECT 1 FROM json_each({2}) AS gone WHERE gone.key = own.key AND gone.value IS own.value)',
};

const without: Render = ([value, gone]) => {
  if (!isHstore(value) || !gone) return undefined;
  const kind = holdsPairs(gone) ? 'pairs' : gone.family === 'array' ? 'keys' : 'key';
  return fill(`iif({1} IS NULL OR {4} IS NULL, NULL, ${storeOf(STAYS[kind])})`, [value.sql, kind === 'pairs' ? documentOf(gone) : gone.sql, documentOf(value), gone.sql]);
};

/** Whether all pairs of the one are in the other, with the same values. */
const contains: Render = ([all, part]) =>
  isHstore(all) && isHstore(part)
    ? fill('iif({1} IS NULL OR {2} IS NULL, NULL, NOT EXISTS (SELECT 1 FROM json_each({4}) AS asked WHERE NOT EXISTS (SELECT 1 FROM json_each({3}) AS own WHERE own.key = asked.key AND own.value IS asked.value)))', [all.sql, part.sql, documentOf(all), documentOf(part)])
    : undefined;

const isContained: Render = ([part, all], context) => all && part && contains([all, part], context);

/** Whether one of the keys is there, or each of them; a key that is NULL is passed over. */
const hasKeys =
  (test: 'EXISTS' | 'NOT EXISTS'): Render =>
  ([value, keys]) =>
    isHstore(value) && keys
      ? fill(`iif({1} IS NULL OR {2} IS NULL, NULL, ${test} (SELECT 1 FROM json_each({2}) AS asked WHERE asked.value IS NOT NULL AND asked.value ${test === 'EXISTS' ? '' : 'NOT '}IN (SELECT key FROM json_each({3}))))`, [value.sql, keys.sql, documentOf(value)])
      : undefined;

const listed =
  (column: 'key' | 'value'): Render =>
  ([value]) =>
    isHstore(value) ? fill(`iif({1} IS NULL, NULL, (SELECT json_group_array(${column}) FROM json_each({2})))`, [value.sql, documentOf(value)]) : undefined;

const row = (args: ArgumentPattern, render: Render): FunctionRow => ({ args, render, verdict: 'emulated' });

/** https://www.postgresql.org/docs/18/hstore.html */
export const HSTORE_OPERATORS: Readonly<Record<'->' | '?' | '?|' | '?&' | '@>' | '<@' | '-', readonly OperatorRow[]>> = {
  '-': [row(['other', 'string'], without), row(['other', 'array'], without)],
  '->': [row(['other', 'string'], valueAt)],
  '?': [row(['other', 'string'], hasKey)],
  '?|': [row(['other', 'array'], hasKeys('EXISTS'))],
  '?&': [row(['other', 'array'], hasKeys('NOT EXISTS'))],
  '@>': [row(['other', 'other'], contains)],
  '<@': [row(['other', 'other'], isContained)],
};

export const HSTORE_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  hstore_to_json: [row(['other'], asJson)],
  hstore_to_jsonb: [row(['other'], asJson)],
  exist: [row(['other', 'string'], hasKey)],
  exists_any: HSTORE_OPERATORS['?|'],
  exists_all: HSTORE_OPERATORS['?&'],
  defined: [row(['other', 'string'], hasValue)],
  hstore: [row(['string', 'string'], pair)],
  delete: HSTORE_OPERATORS['-'],
  akeys: [row(['other'], listed('key'))],
  avals: [row(['other'], listed('value'))],
};

export const HSTORE_CASTS: readonly CastRow[] = [
  { from: ['other'], to: ['json'], render: asJson, verdict: 'emulated' },
  { from: ['other'], to: ['jsonb'], render: asJson, verdict: 'emulated' },
];
