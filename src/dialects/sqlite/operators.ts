import type { ArgumentPattern, Operand, OperatorRow, Render, RenderContext } from '../dialect.js';
import { fill, infix, PRECEDENCE, type Sql } from '../sql.js';
import { arithmetic, division, modulo, negate } from './arithmetic.js';
import { comparison } from './comparison.js';
import { JSON_OPERATORS } from './json-operators.js';
import { moment } from './moments.js';
import { NUMBER_FUNCTIONS } from './functions-number.js';
import { startsWith } from './functions-text.js';
import { globLike, nativeLike } from './like.js';
import { HSTORE_OPERATORS } from './hstore.js';
import { LTREE_OPERATORS } from './ltree.js';
import { shiftClock, subtractTimes } from './clock.js';
import { subtractDates, subtractMoments } from './interval.js';
import { shift } from './moved-moment.js';
import { combine, divideInterval, multiply, negateInterval } from './interval-arithmetic.js';
import { MONEY_OPERATORS } from './money.js';
import { RANGE_OPERATORS } from './range.js';
import { regexMatch } from './regex/regex-operators.js';
import { shiftBits } from './shift.js';
import { concatenation } from './text-operators.js';

const NUMBERS: ArgumentPattern = ['number', 'number'];
const ANY: ArgumentPattern = ['any', 'any'];
const TEXTS: ArgumentPattern = ['string', 'string'];

const row = (args: ArgumentPattern, render: Render, verdict: OperatorRow['verdict'] = 'exact'): OperatorRow => ({ args, render, verdict });

const native = (operator: string, precedence: number): Render => ([left, right]) => left && right && infix(left.sql, operator, right.sql, precedence);

/** `date + time` */
const atTime = (args: readonly Operand[], { mapping }: RenderContext): Sql => (mapping === 'classic' ? fill("{1} || ' ' || {2}", args.map(({ sql }) => sql)) : moment(fill("{1} || ' ' || {2}", args.map(({ sql }) => sql)), [], mapping));

/** Prefix operators that are functions under another name. */
const rowsOf = (name: string): readonly OperatorRow[] => (NUMBER_FUNCTIONS[name] ?? []).filter(({ args }) => args.length === 1).map(({ args, render, verdict }) => ({ args, render, verdict }));

/** Operators by `pg_operator.oprname`; prefix operators have one argument. */
export const OPERATORS: Readonly<Record<string, readonly OperatorRow[]>> = {
  ...JSON_OPERATORS,
  '->': [...(JSON_OPERATORS['->'] ?? []), ...HSTORE_OPERATORS['->']],
  '?': [...(JSON_OPERATORS['?'] ?? []), ...HSTORE_OPERATORS['?']],
  '?|': [...(JSON_OPERATORS['?|'] ?? []), ...HSTORE_OPERATORS['?|']],
  '?&': [...(JSON_OPERATORS['?&'] ?? []), ...HSTORE_OPERATORS['?&']],
  '@>': [...(JSON_OPERATORS['@>'] ?? []), ...(LTREE_OPERATORS['@>'] ?? []), ...RANGE_OPERATORS['@>'], ...HSTORE_OPERATORS['@>']],
  '<@': [...(JSON_OPERATORS['<@'] ?? []), ...(LTREE_OPERATORS['<@'] ?? []), ...RANGE_OPERATORS['<@'], ...HSTORE_OPERATORS['<@']],
  '&&': [...(JSON_OPERATORS['&&'] ?? []), ...RANGE_OPERATORS['&&']],
  '+': [...MONEY_OPERATORS['+'], row(NUMBERS, arithmetic('+', PRECEDENCE.sum)), row(['number'], ([arg]) => arg?.sql), row(['moment', 'interval'], shift(1), 'emulated'), row(['interval', 'moment'], shift(1), 'emulated'), row(['interval', 'interval'], combine('+'), 'emulated'), row(['time', 'interval'], shiftClock(1), 'emulated'), row(['interval', 'time'], shiftClock(1), 'emulated'), row(['date', 'int'], "date({1}, {2} || ' days')", 'emulated'), row(['int', 'date'], "date({2}, {1} || ' days')", 'emulated'), row(['date', 'time'], atTime, 'emulated'), row(['time', 'date'], ([time, date], context) => atTime([date, time].flatMap((arg) => arg ?? []), context), 'emulated')],
  '-': [
    ...HSTORE_OPERATORS['-'],
    ...MONEY_OPERATORS['-'],
    row(NUMBERS, arithmetic('-', PRECEDENCE.sum)),
    row(['number'], negate),
    row(['moment', 'interval'], shift(-1), 'emulated'),
    row(['interval', 'interval'], combine('-'), 'emulated'),
    row(['time', 'interval'], shiftClock(-1), 'emulated'),
    row(['time', 'time'], subtractTimes, 'emulated'),
    row(['interval'], negateInterval, 'emulated'),
    row(['date', 'int'], "date({1}, -{2} || ' days')", 'emulated'),
    row(['date', 'date'], subtractDates),
    row(['moment', 'moment'], subtractMoments, 'emulated'),
    ...(JSON_OPERATORS['-'] ?? []),
  ],
  '-|-': RANGE_OPERATORS['-|-'],
  '&<': RANGE_OPERATORS['&<'],
  '&>': RANGE_OPERATORS['&>'],
  '*': [...MONEY_OPERATORS['*'], ...RANGE_OPERATORS['*'], row(NUMBERS, arithmetic('*', PRECEDENCE.product)), row(['number', 'interval'], multiply, 'emulated'), row(['interval', 'number'], multiply, 'emulated')],
  '/': [...MONEY_OPERATORS['/'], row(NUMBERS, division), row(['interval', 'number'], divideInterval, 'emulated')],
  '%': [row(NUMBERS, modulo)],
  '^': [row(NUMBERS, 'pow({1}, {2})')],
  '|/': rowsOf('sqrt'),
  '||/': rowsOf('cbrt'),
  '@': rowsOf('abs'),
  '&': [row(['int', 'int'], native('&', PRECEDENCE.bits))],
  '|': [row(['int', 'int'], native('|', PRECEDENCE.bits))],
  '#': [row(['int', 'int'], '({1} | {2}) - ({1} & {2})')],
  '<<': [...RANGE_OPERATORS['<<'], row(['int', 'int'], shiftBits('<<'))],
  '>>': [...RANGE_OPERATORS['>>'], row(['int', 'int'], shiftBits('>>'))],
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
  '^@': [row(TEXTS, startsWith)],
  '!~': [row(['string', 'string'], regexMatch(false, true), 'emulated')],
  '~*': [row(['string', 'string'], regexMatch(true, false), 'emulated')],
  '!~*': [row(['string', 'string'], regexMatch(true, true), 'emulated')],

  '~~': [row(['citext', 'any'], nativeLike(false), 'emulated'), row(TEXTS, globLike(false), 'emulated')],
  '!~~': [row(['citext', 'any'], nativeLike(true), 'emulated'), row(TEXTS, globLike(true), 'emulated')],
  '~~*': [row(TEXTS, nativeLike(false), 'emulated')],
  '!~~*': [row(TEXTS, nativeLike(true), 'emulated')],
};
