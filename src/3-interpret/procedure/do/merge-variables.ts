import type { Expr } from '../../../model/expression.js';
import type { Span } from '../../../model/span.js';
import { choose } from '../condition.js';
import { literalOf, refuseBlock, type Runner, type RunVariable } from './runner.js';
import { isRow } from './value.js';

/** One way through an IF that only the database can decide: its condition, and what the variables are at its end. */
export interface BranchEnd {
  readonly when: Expr;
  readonly variables: Runner['variables'];
}

/** The variables after the choice: what the branch that is taken has given them. */
export function mergeVariables(ends: readonly BranchEnd[], otherwise: Runner['variables'], span: Span, runner: Runner): Runner['variables'] {
  return ends.reduceRight((rest, { when, variables }) => new Map([...rest].map(([name, variable]) => [name, merged(name, when, variables.get(name) ?? variable, variable, span, runner)])), otherwise);
}

function merged(name: string, when: Expr, taken: RunVariable, otherwise: RunVariable, span: Span, runner: Runner): RunVariable {
  if (taken === otherwise || (taken.value !== undefined && taken.value === otherwise.value)) return otherwise;
  const [value, other] = [taken, otherwise].map((variable) => exprOf(variable) ?? refuseBlock(runner, `only the database knows what "${name}" is after this`, span)) as [Expr, Expr];
  const expr = choose(when, value, typed(other, value));
  return { type: taken.type ?? otherwise.type, value: undefined, expr };
}

/** What a variable is, as an expression; undefined for rows. */
export function exprOf({ type, value, expr }: RunVariable): Expr | undefined {
  return expr ?? (value === undefined || isRow(value) ? undefined : literalOf(value, type).expr);
}

/** NULL of no type yet is of the other one's. */
function typed(expr: Expr, like: Expr): Expr {
  return expr.kind === 'literal' && expr.value === null ? { ...expr, type: like.type } : expr;
}
