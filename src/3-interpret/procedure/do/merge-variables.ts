import type { Expr } from '../../../model/expression.js';
import type { Span } from '../../../model/span.js';
import { choose } from '../condition.js';
import { literalOf, refuseBlock, ROW_COUNT, type Runner, type RunVariable } from './runner.js';
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
  if (taken.fields || otherwise.fields) return mergedRecord(name, when, taken, otherwise, span, runner);
  // Few bodies ask for it after each statement that sets it.
  if ((name === 'found' || name === ROW_COUNT) && !(exprOf(taken) && exprOf(otherwise))) return { type: undefined, value: undefined };
  const [value, other] = [taken, otherwise].map((variable) => exprOf(variable) ?? refuseBlock(runner, `only the database knows what "${name}" is after this`, span)) as [Expr, Expr];
  const expr = choose(when, value, typed(other, value));
  return { type: taken.type ?? otherwise.type, value: undefined, expr };
}

/** Field by field; a record that has no row yet is NULL in each. */
function mergedRecord(name: string, when: Expr, taken: RunVariable, otherwise: RunVariable, span: Span, runner: Runner): RunVariable {
  const like = taken.fields ?? otherwise.fields ?? [];
  const [values, others] = [taken, otherwise].map(({ value, fields }) => fields ?? (value === null ? [] : refuseBlock(runner, `only the database knows what "${name}" is after this`, span)));
  const fields = like.map(({ name: field, expr }) => {
    const [a, b] = [values, others].map((row) => row?.find((each) => each.name === field)?.expr ?? { kind: 'literal', value: null, type: expr.type } as const) as [Expr, Expr];
    return { name: field, expr: choose(when, a, b) };
  });
  return { type: taken.type ?? otherwise.type, value: undefined, fields };
}

/** What a variable is, as an expression; undefined for rows. */
export function exprOf({ type, value, expr }: RunVariable): Expr | undefined {
  return expr ?? (value === undefined || isRow(value) ? undefined : literalOf(value, type).expr);
}

/** NULL of no type yet is of the other one's. */
function typed(expr: Expr, like: Expr): Expr {
  return expr.kind === 'literal' && expr.value === null ? { ...expr, type: like.type } : expr;
}
