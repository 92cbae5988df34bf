import type { CastRow, FunctionRow, Operand, OperatorRow, RenderContext } from '../dialect.js';
import { fill, type Sql } from '../sql.js';
import { division } from './arithmetic.js';
import { asTerm, fixedText, rounded } from './numbers.js';
import { NUMBER } from './read-text.js';

/**
 * Amounts of money are REALs of two decimals here (https://www.postgresql.org/docs/18/datatype-money.html). They have no cast to text, because what Postgres
 * writes depends on the locale of its server; and where Postgres cuts or rounds parts of a cent in another way than numerics, there is no row.
 */
export const MONEY_CASTS: readonly CastRow[] = [
  { from: ['money'], to: ['money'], render: ([arg]) => arg?.sql, verdict: 'exact' },
  { from: ['int'], to: ['money'], render: 'CAST({1} AS REAL)', verdict: 'exact' },
  { from: ['numeric'], to: ['money'], render: ([arg], { mapping }) => arg && rounded({ ...asTerm(arg, mapping), real: false }, CENTS), verdict: 'emulated' },
  { from: ['text'], to: ['money'], render: `round(CAST(${NUMBER} AS REAL), 2)`, verdict: 'emulated' },
  { from: ['money'], to: ['numeric'], render: toNumeric, verdict: 'emulated' },
];

const CENTS = 2;

/** A numeric of two digits behind the point, or as many as are asked for. */
function toNumeric([arg]: readonly Operand[], { mapping, result: { type } }: RenderContext): Sql | undefined {
  if (!arg) return undefined;
  const scale = type.kind === 'base' && type.modifiers.length > 0 ? (type.modifiers[1] ?? 0) : CENTS;
  const number = scale < CENTS ? rounded(arg.sql, scale) : arg.sql;
  return mapping === 'classic' ? number : fill('iif({1} IS NULL, NULL, {2})', [arg.sql, fixedText(number, scale)]);
}

/** Of whole cents, as Postgres divides them. */
function quotient(args: readonly Operand[], context: RenderContext): Sql | undefined {
  return division(args.map((arg) => ({ ...arg, sql: fill('round({1} * 100)', [arg.sql]) })), context);
}

const rows = (operator: string, ...args: readonly OperatorRow['args'][]): readonly OperatorRow[] =>
  args.map((families) => ({ args: families, render: `round({1} ${operator} {2}, ${CENTS})`, verdict: 'emulated' }));

export const MONEY_OPERATORS = {
  '+': rows('+', ['money', 'money']),
  '-': rows('-', ['money', 'money']),
  '*': rows('*', ['money', 'int'], ['int', 'money']),
  '/': [{ args: ['money', 'money'], render: quotient, verdict: 'emulated' }],
} as const satisfies Readonly<Record<string, readonly OperatorRow[]>>;

export const MONEY_SUM: FunctionRow = { args: ['money'], render: 'sum({1})', verdict: 'emulated', outer: `round({1}, ${CENTS})` };
