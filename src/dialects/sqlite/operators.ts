import type { ArgumentPattern, OperatorRow, Render } from '../dialect.js';
import { infix, PRECEDENCE } from '../sql.js';
import { arithmetic, division, modulo, negate } from './arithmetic.js';
import { comparison } from './comparison.js';
import { JSON_OPERATORS } from './json-operators.js';
import { globLike, nativeLike } from './like.js';
import { LTREE_OPERATORS } from './ltree.js';
import { multiply, shift, subtractDates, subtractMoments } from './interval.js';
import { RANGE_OPERATORS } from './range.js';
import { regexMatch } from './regex/regex-operators.js';
import { concatenation } from './text-operators.js';

const NUMBERS: ArgumentPattern = ['number', 'number'];
const ANY: ArgumentPattern = ['any', 'any'];

const row = (args: ArgumentPattern, render: Render, verdict: OperatorRow['verdict'] = 'exact'): OperatorRow => ({ args, render, verdict });

const native = (operator: string, precedence: number): Render => ([left, right]) => left && right && infix(left.sql, operator, right.sql, precedence);

/** Operators by `pg_operator.oprname`; prefix operators have one argument. */
export const OPERATORS: Readonly<Record<string, readonly OperatorRow[]>> = {
  ...JSON_OPERATORS,
  '@>': [...(JSON_OPERATORS['@>'] ?? []), ...(LTREE_OPERATORS['@>'] ?? []), ...RANGE_OPERATORS['@>']],
  '<@': [...(JSON_OPERATORS['<@'] ?? []), ...(LTREE_OPERATORS['<@'] ?? []), ...RANGE_OPERATORS['<@']],
  '&&': [...(JSON_OPERATORS['&&'] ?? []), ...RANGE_OPERATORS['&&']],
  '+': [row(NUMBERS, arithmetic('+', PRECEDENCE.sum)), row(['number'], ([arg]) => arg?.sql), row(['moment', 'interval'], shift(1), 'emulated'), row(['interval', 'moment'], shift(1), 'emulated'), row(['date', 'int'], "date({1}, {2} || ' days')", 'emulated')],
  '-': [
    row(NUMBERS, arithmetic('-', PRECEDENCE.sum)),
    row(['number'], negate),
    row(['moment', 'interval'], shift(-1), 'emulated'),
    row(['date', 'int'], "date({1}, -{2} || ' days')", 'emulated'),
    row(['date', 'date'], subtractDates),
    row(['moment', 'moment'], subtractMoments, 'emulated'),
    ...(JSON_OPERATORS['-'] ?? []),
  ],
  '*': [row(NUMBERS, arithmetic('*', PRECEDENCE.product)), row(['number', 'interval'], multiply, 'emulated'), row(['interval', 'number'], multiply, 'emulated')],
  '/': [row(NUMBERS, division)],
  '%': [row(NUMBERS, modulo)],
  '^': [row(NUMBERS, 'pow({1}, {2})')],
  '|/': [row(['number'], 'sqrt({1})')],
  '@': [row(['number'], 'abs({1})')],
  '&': [row(['int', 'int'], native('&', PRECEDENCE.bits))],
  '|': [row(['int', 'int'], native('|', PRECEDENCE.bits))],
  '#': [row(['int', 'int'], '({1} | {2}) - ({1} & {2})')],
  '<<': [row(['int', 'int'], native('<<', PRECEDENCE.bits))],
  '>>': [row(['int', 'int'], native('>>', PRECEDENCE.bits))],
  '~': [row(['string', 'string'], regexMatch(false, false), 'emulated'), row(['int'], ([arg]) => arg && { text: `~${arg.sql.precedence < PRECEDENCE.unary ? `(${arg.sql.text})` : arg.sql.text}`, precedence: PRECEDENCE.unary })],

  '=': [row(ANY, comparison('=', PRECEDENCE.equality))],
  '<>': [row(ANY, comparison('<>', PRECEDENCE.equality))],
  '<': [...(LTREE_OPERATORS['<'] ?? []), row(ANY, comparison('<', PRECEDENCE.comparison))],
  '<=': [...(LTREE_OPERATORS['<='] ?? []), row(ANY, comparison('<=', PRECEDENCE.comparison))],
  '>': [...(LTREE_OPERATORS['>'] ?? []), row(ANY, comparison('>', PRECEDENCE.comparison))],
  '>=': [...(LTREE_OPERATORS['>='] ?? []), row(ANY, comparison('>=', PRECEDENCE.comparison))],
  'is distinct from': [row(ANY, comparison('IS NOT', PRECEDENCE.equality))],
  'is not distinct from': [row(ANY, comparison('IS', PRECEDENCE.equality))],

  '||': [...(LTREE_OPERATORS['||'] ?? []), ...(JSON_OPERATORS['||'] ?? []), row(['bytea', 'bytea'], 'CAST({1} || {2} AS BLOB)'), row(ANY, concatenation)],
  '!~': [row(['string', 'string'], regexMatch(false, true), 'emulated')],
  '~*': [row(['string', 'string'], regexMatch(true, false), 'emulated')],
  '!~*': [row(['string', 'string'], regexMatch(true, true), 'emulated')],

  '~~': [row(['citext', 'any'], nativeLike(false), 'emulated'), row(ANY, globLike(false), 'emulated')],
  '!~~': [row(['citext', 'any'], nativeLike(true), 'emulated'), row(ANY, globLike(true), 'emulated')],
  '~~*': [row(ANY, nativeLike(false), 'emulated')],
  '!~~*': [row(ANY, nativeLike(true), 'emulated')],
};
