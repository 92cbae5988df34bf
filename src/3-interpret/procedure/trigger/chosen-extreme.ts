import { BOOL } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import type { Assignment } from '../../../model/query.js';
import { saySame } from '../../../model/same-tree.js';

export type Extreme = 'greatest' | 'least';

/** `SET last = made.last .. WHERE kept.last IS NULL OR kept.last < made.last`, where `made.last` is a maximum: greatest() of both. What else WHERE says. */
export function chosenExtreme({ column, value }: Assignment, where: Expr | undefined, source: number, outputOf: (expr: Expr) => Expr | undefined): Expr | undefined {
  const way = extremeOf(outputOf(value));
  const own = (expr: Expr | undefined): boolean => expr?.kind === 'column' && expr.source === source && expr.column === column;
  const compares = (expr: Expr): boolean => {
    if (expr.kind !== 'operator' || !expr.left || !way) return false;
    const [kept, made, name] = own(expr.left) ? [expr.left, expr.right, expr.name] : [expr.right, expr.left, { '>': '<', '<': '>', '>=': '<=', '<=': '>=' }[expr.name] ?? ''];
    return own(kept) && saySame(uncast(made), uncast(value)) && (way === 'greatest' ? ['<', '<='] : ['>', '>=']).includes(name);
  };
  const isNew = (expr: Expr): boolean => expr.kind === 'test' && expr.test === 'null' && !expr.negated && own(expr.operand);
  const chooses = (part: Expr): boolean => compares(part) || (part.kind === 'logical' && part.op === 'or' && part.args.some(compares) && part.args.every((arg) => compares(arg) || isNew(arg)));
  const parts = conjunctsOf(where);
  if (!parts.some(chooses)) return undefined;
  const rest = parts.filter((part) => !chooses(part));
  return rest.length === 0 ? TRUE : rest.length === 1 ? rest[0] : { kind: 'logical', op: 'and', args: rest, type: TRUE.type };
}

const TRUE: Expr = { kind: 'literal', value: 'true', type: BOOL };

export function extremeOf(expr: Expr | undefined): Extreme | undefined {
  const call = expr && uncast(expr);
  return call?.kind === 'call' && call.aggregate && !call.over ? ({ max: 'greatest', min: 'least' } as const)[call.name as 'max' | 'min'] : undefined;
}

export function uncast(expr: Expr): Expr {
  return expr.kind === 'cast' && isExact(expr) ? uncast(expr.operand) : expr;
}

/** Whole numbers stay what they are. */
export function isExact({ operand, type }: Extract<Expr, { kind: 'cast' }>): boolean {
  return isWhole(type) && isWhole(operand.type);
}

export function isWhole(type: Expr['type']): boolean {
  return type.kind === 'base' && ['int2', 'int4', 'int8', 'numeric'].includes(type.name);
}
