import { INT4 } from '../../model/base-types.js';
import type { Call, Cast, Expr, Literal } from '../../model/expression.js';
import { INTERVAL_UNITS } from '../../model/interval-units.js';
import { constantOf } from './literal.js';
import type { Printing } from './printing.js';

/** What make_interval() counts, in the order of its arguments: how long each is in its part. */
const COUNTED = [['months', 12], ['months', 1], ['days', 7], ['days', 1], ['seconds', 3600], ['seconds', 60], ['seconds', 1]] as const;

/** `(n || ' days')::interval` counts so many days, which is known before the text is there: make_interval(days => n). */
export function countedUnits(expr: Cast, p: Printing): Call | undefined {
  if (p.family(expr.type) !== 'interval' || p.family(expr.operand.type) !== 'text') return undefined;
  const pieces = piecesOf(expr.operand, p);
  if (pieces.length === 0 || pieces.length % 2 === 1) return undefined;
  const args: (Expr | undefined)[] = COUNTED.map(() => undefined);
  for (let i = 0; i < pieces.length; i += 2) {
    const [number, unit] = [wholeNumber(pieces[i], p), unitOf(pieces[i + 1], i + 2 === pieces.length)];
    if (!number || unit < 0 || args[unit]) return undefined;
    args[unit] = number;
  }
  return { kind: 'call', name: 'make_interval', args: args.map((arg) => arg ?? ZERO), type: expr.type, strict: true, ...(expr.at !== undefined && { at: expr.at }) };
}

const ZERO: Literal = { kind: 'literal', type: INT4, value: '0' };

/** What `||` puts together. */
function piecesOf(expr: Expr, p: Printing): readonly Expr[] {
  if (expr.kind === 'operator' && expr.name === '||' && expr.left) return [...piecesOf(expr.left, p), ...piecesOf(expr.right, p)];
  return expr.kind === 'cast' && p.family(expr.type) === 'text' && p.family(expr.operand.type) === 'text' ? piecesOf(expr.operand, p) : [expr];
}

/** A number without a fraction, whose text has at most a sign before it. */
function wholeNumber(expr: Expr | undefined, p: Printing): Expr | undefined {
  const number = expr?.kind === 'cast' && p.family(expr.type) === 'text' ? expr.operand : expr;
  return number && p.family(number.type) === 'int' ? number : undefined;
}

/** Which argument of make_interval() a constant names, -1 for none; between it and the next number there has to be a blank. */
function unitOf(expr: Expr | undefined, last: boolean): number {
  const name = (expr && constantOf(expr)) ?? '';
  if (!(last ? /^ *[a-z]+ *$/iu : /^ *[a-z]+ +$/iu).test(name)) return -1;
  const unit = INTERVAL_UNITS.find(({ names }) => names.includes(name.trim().toLowerCase()));
  return COUNTED.findIndex(([part, factor]) => part === unit?.part && factor === unit.factor);
}
