import type { CastRow, FunctionRow, Operand, OperatorRow, Render } from '../dialect.js';
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
  return operand?.type.kind === 'base' && operand.type.name === 'hstore';
}

function documentOf(operand: Operand): Sql {
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

const without: Render = ([value, key]) =>
  isHstore(value) && key ? fill(`iif({1} IS NULL OR {2} IS NULL, NULL, ${storeOf('json_each({3}) WHERE key <> {2}')})`, [value.sql, key.sql, documentOf(value)]) : undefined;

const listed =
  (column: 'key' | 'value'): Render =>
  ([value]) =>
    isHstore(value) ? fill(`iif({1} IS NULL, NULL, (SELECT json_group_array(${column}) FROM json_each({2})))`, [value.sql, documentOf(value)]) : undefined;

/** https://www.postgresql.org/docs/18/hstore.html */
export const HSTORE_OPERATORS: Readonly<Record<'->' | '?' | '-', readonly OperatorRow[]>> = {
  '-': [{ args: ['other', 'string'], render: without, verdict: 'emulated' }],
  '->': [{ args: ['other', 'string'], render: valueAt, verdict: 'emulated' }],
  '?': [{ args: ['other', 'string'], render: hasKey, verdict: 'emulated' }],
};

export const HSTORE_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  hstore_to_json: [{ args: ['other'], render: asJson, verdict: 'emulated' }],
  hstore_to_jsonb: [{ args: ['other'], render: asJson, verdict: 'emulated' }],
  exist: [{ args: ['other', 'string'], render: hasKey, verdict: 'emulated' }],
  defined: [{ args: ['other', 'string'], render: hasValue, verdict: 'emulated' }],
  hstore: [{ args: ['string', 'string'], render: pair, verdict: 'emulated' }],
  delete: [{ args: ['other', 'string'], render: without, verdict: 'emulated' }],
  akeys: [{ args: ['other'], render: listed('key'), verdict: 'emulated' }],
  avals: [{ args: ['other'], render: listed('value'), verdict: 'emulated' }],
};

export const HSTORE_CASTS: readonly CastRow[] = [
  { from: ['other'], to: ['json'], render: asJson, verdict: 'emulated' },
  { from: ['other'], to: ['jsonb'], render: asJson, verdict: 'emulated' },
];
