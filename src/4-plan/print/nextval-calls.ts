import { BOOL } from '../../model/base-types.js';
import type { Call, Case, Expr } from '../../model/expression.js';
import { bothOf } from '../../model/guarded-statement.js';
import type { DataStatement, Query } from '../../model/query.js';
import { childrenOf, isVolatile, someNode } from '../../model/walk.js';
import { FOUND } from '../../model/trigger-program.js';
import { callsIn } from './sequence-storage.js';

/** A call of nextval(), and the condition under which Postgres comes to it; without one it always does. */
export interface NextvalCall {
  readonly call: Call;
  readonly when?: Expr;
  /** The ways through CASE that lead to it. */
  readonly ways: readonly { readonly choice: Case; readonly way: number }[];
}

type Place = Pick<NextvalCall, 'when' | 'ways'>;

/** The numbers that an expression or a statement takes: `coalesce(NEW.code, nextval('codes')::text)` takes one where NEW.code is NULL. */
export function nextvalsIn(tree: Expr | Query | DataStatement): readonly NextvalCall[] {
  const all = callsIn(tree);
  if (all.length === 0) return [];
  const found: NextvalCall[] = [];
  for (const root of rootsOf(tree)) collect(root, { ways: [] }, found);
  const rest = all.filter((call) => !found.some((nextval) => nextval.call === call));
  return [...found.filter(({ when }) => !when || !isNever(when)), ...rest.map((call): NextvalCall => ({ call, ways: [] }))];
}

/** The calls that Postgres never comes to. */
export function neverReached(tree: Expr | Query | DataStatement): readonly Call[] {
  const taken = nextvalsIn(tree).map(({ call }) => call);
  return callsIn(tree).filter((call) => !taken.includes(call));
}

/** When at least one of them is reached; undefined for always. */
export function whenReached(nextvals: readonly NextvalCall[]): Expr | undefined {
  const conditions = nextvals.map(({ when }) => when);
  const [first, ...others] = conditions;
  if (!first || others.some((when) => !when)) return undefined;
  return others.length === 0 ? first : { kind: 'logical', op: 'or', args: conditions as readonly Expr[], type: BOOL };
}

/** In no row is more than one of them reached. */
export function atMostOneReached(nextvals: readonly NextvalCall[]): boolean {
  return nextvals.every((one, i) => nextvals.slice(i + 1).every((other) => one.ways.some(({ choice, way }) => other.ways.some((each) => each.choice === choice && each.way !== way))));
}

/** A condition that says the same when it is asked before. */
export function isKnownBefore(when: Expr): boolean {
  return !isVolatile(when) && !someNode(when, (node) => node.kind === 'column' && 'source' in node && node.source === FOUND);
}

function rootsOf(tree: Expr | Query | DataStatement): readonly Expr[] {
  if ('type' in tree) return [tree];
  const rows = 'kind' in tree && tree.kind === 'insert' && tree.rows !== 'default values' ? [tree.rows] : 'body' in tree ? [tree] : [];
  const cells = rows.flatMap(({ body }) => (body.kind === 'values' ? body.rows.flat() : body.kind === 'select' ? body.targets.map(({ expr }) => expr) : []));
  return 'kind' in tree && tree.kind === 'update' ? tree.set.map(({ value }) => value) : cells;
}

function collect(expr: Expr, place: Place, found: NextvalCall[]): void {
  if (callsIn(expr).length === 0) return;
  if (expr.kind === 'case') return collectCase(expr, place, found);
  if (expr.kind === 'conditional' && expr.op === 'coalesce') {
    for (const [i, arg] of expr.args.entries()) collect(arg, under(place, expr.args.slice(0, i).map(isMissing)), found);
    return;
  }
  if (callsIn(expr).includes(expr as Call)) found.push({ call: expr as Call, ...place });
  if (expr.kind === 'subquery') for (const call of callsIn(expr.query)) found.push({ call, ...place });
  for (const child of childrenOf(expr)) collect(child, place, found);
}

function collectCase(choice: Case, place: Place, found: NextvalCall[]): void {
  const { operand, branches, otherwise } = choice;
  if (operand) collect(operand, place, found);
  const holds = (when: Expr): Expr => (operand ? { kind: 'operator', name: '=', left: operand, right: when, type: BOOL } : when);
  const way = (at: Place, number: number): Place => ({ ...at, ways: [...at.ways, { choice, way: number }] });
  const earlier: Expr[] = [];
  for (const [i, { when, then }] of branches.entries()) {
    const here = under(place, earlier);
    collect(when, here, found);
    collect(then, way(under(here, [holds(when)]), i), found);
    earlier.push({ kind: 'test', test: 'true', negated: true, operand: holds(when), type: BOOL });
  }
  if (otherwise) collect(otherwise, way(under(place, earlier), branches.length), found);
}

function under({ when, ways }: Place, conditions: readonly Expr[]): Place {
  const all = conditions.filter((each) => !isAlways(each)).reduce<Expr | undefined>(bothOf, when);
  return { ways, ...(all && { when: all }) };
}

function isMissing(operand: Expr): Expr {
  return { kind: 'test', test: 'null', negated: false, operand, type: BOOL };
}

/** Of a constant: `NULL IS NULL`. */
function isAlways(condition: Expr): boolean {
  return condition.kind === 'test' && condition.test === 'null' && condition.operand.kind === 'literal' && condition.operand.value === null;
}

function isNever(condition: Expr): boolean {
  if (condition.kind === 'logical' && condition.op === 'and') return condition.args.some(isNever);
  return condition.kind === 'test' && condition.test === 'null' && condition.operand.kind === 'literal' && condition.operand.value !== null;
}
