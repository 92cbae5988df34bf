import { BOOL } from '../../model/base-types.js';
import type { Expr } from '../../model/expression.js';
import { mapExpression } from '../../model/walk.js';

/** A range that is made of two values, where it is needed. */
export interface Range {
  readonly low: Expr;
  readonly high: Expr;
  /** `[]`: its last value belongs to it. */
  readonly closed: boolean;
}

const CONTINUOUS: ReadonlySet<string> = new Set(['tsrange', 'tstzrange', 'numrange']);
const DISCRETE: ReadonlySet<string> = new Set(['daterange', 'int4range', 'int8range']);

/** `tstzrange(starts, ends, '[)')`; undefined for other expressions (https://www.postgresql.org/docs/18/rangetypes.html#RANGETYPES-CONSTRUCT). */
export function rangeOf(expr: Expr): Range | undefined {
  if (expr.kind === 'cast' && !expr.explicit) return rangeOf(expr.operand);
  if (expr.kind !== 'call' || expr.function !== undefined || !(CONTINUOUS.has(expr.name) || DISCRETE.has(expr.name))) return undefined;
  const [low, high, bounds] = expr.args;
  const form = bounds === undefined ? '[)' : constantOf(bounds);
  // (a, b) of whole numbers is [a + 1, b).
  if (!low || !high || form === undefined || (form === '()' && DISCRETE.has(expr.name))) return undefined;
  return { low: unbounded(low), high: unbounded(high), closed: form === '[]' };
}

function constantOf(expr: Expr): string | undefined {
  if (expr.kind === 'cast') return constantOf(expr.operand);
  return expr.kind === 'literal' && typeof expr.value === 'string' ? expr.value : undefined;
}

/** Of `coalesce(ends, 'infinity')` the NULL is enough: a range without a bound has no end either. */
function unbounded(bound: Expr): Expr {
  return mapExpression(bound, (node) => {
    if (node.kind === 'literal' && typeof node.value === 'string' && /^[-+]?infinity$/iu.test(node.value.trim())) return { ...node, value: null };
    if (node.kind !== 'conditional' || node.op !== 'coalesce') return node;
    const args = node.args.filter((arg) => !isNull(arg));
    return args.length === 1 && args[0] ? args[0] : { ...node, args };
  });
}

function isNull(expr: Expr): boolean {
  return expr.kind === 'cast' ? isNull(expr.operand) : expr.kind === 'literal' && expr.value === null;
}

/** Two ranges of one form share a value: each begins before the other ends, and neither is empty. NULL is no bound. */
export function overlap({ low, high, closed }: Range, one: (bound: Expr) => Expr, other: (bound: Expr) => Expr, isBound: (expr: Expr) => boolean): Expr {
  const before = closed ? '<=' : '<';
  const sure = isBound(low) && isBound(high);
  const compare = (left: Expr, name: string, right: Expr): Expr => comparison(left, name, right, sure);
  const tests = [compare(one(low), before, other(high)), compare(other(low), before, one(high)), ...(closed ? [] : [compare(one(low), '<', one(high)), compare(other(low), '<', other(high))])];
  return { kind: 'logical', op: 'and', args: tests, type: BOOL };
}

/** Its bounds are the wrong way round, which Postgres refuses. */
export function isReversed({ low, high }: Range, one: (bound: Expr) => Expr): Expr {
  return { kind: 'operator', name: '>', left: one(low), right: one(high), type: BOOL };
}

function comparison(left: Expr, name: string, right: Expr, sure: boolean): Expr {
  const test: Expr = { kind: 'operator', name, left, right, type: BOOL };
  if (sure) return test;
  return { kind: 'conditional', op: 'coalesce', args: [test, { kind: 'literal', value: 'true', type: BOOL }], type: BOOL };
}
