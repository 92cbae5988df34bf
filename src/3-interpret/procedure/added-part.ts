import type { Expr } from '../../model/expression.js';

type Choose = (guard: Expr, value: Expr, otherwise: Expr) => Expr;

/**
 * `IF guard THEN all := all || part; END IF`: what is added is chosen (`all || CASE WHEN guard THEN part ELSE '' END`), not the whole, which would
 * stand there twice after each IF. Undefined where nothing that can be added leaves the whole as it is.
 */
export function addedPart(guard: Expr, value: Expr, otherwise: Expr, choose: Choose): Expr | undefined {
  if (value.kind === 'call' && value.name === 'array_append' && value.function === undefined) {
    const [whole, element] = value.args;
    return whole === otherwise && element && isList(whole) ? appended(guard, whole, element, value.type, choose) : undefined;
  }
  if (value.kind !== 'operator' || value.name !== '||' || value.left !== otherwise || !value.right) return undefined;
  const { left, right, type } = value;
  if (type.kind === 'array') return right.type.kind === 'array' ? undefined : isList(left) ? appended(guard, left, right, type, choose) : undefined;
  if (type.kind !== 'base') return undefined;
  const nothing = type.name === 'text' && isText(left) && isText(right) ? '' : type.name === 'jsonb' && isDocument(left) && isDocument(right) ? '{}' : undefined;
  return nothing === undefined ? undefined : { ...value, right: choose(guard, right, { kind: 'literal', type: right.type, value: nothing }) };
}

function appended(guard: Expr, left: Expr, element: Expr, type: Expr['type'], choose: Choose): Expr {
  const list: Expr = { kind: 'array', type, elements: [element] };
  return { kind: 'operator', name: '||', left, right: choose(guard, list, { kind: 'literal', type, value: '{}' }), type };
}

function isText({ type }: Expr): boolean {
  return type.kind === 'base' && type.name === 'text';
}

/** An object, or NULL: what is no object is put into an array by `||`. */
function isDocument(expr: Expr): boolean {
  switch (expr.kind) {
    case 'literal':
      return expr.value === null || (typeof expr.value === 'string' && expr.value.trimStart().startsWith('{'));
    case 'cast':
      return expr.operand.kind === 'literal' && isDocument(expr.operand);
    case 'call':
      return expr.function === undefined && expr.name === 'jsonb_build_object';
    case 'operator':
      return expr.name === '||' && expr.left !== undefined && expr.right !== undefined && isDocument(expr.left) && isDocument(expr.right);
    case 'case':
      return expr.branches.every(({ then }) => isDocument(then)) && (!expr.otherwise || isDocument(expr.otherwise));
    default:
      return false;
  }
}

/** A list that is not NULL. */
function isList(expr: Expr): boolean {
  if (expr.kind === 'literal') return expr.value !== null;
  if (expr.kind === 'cast') return isList(expr.operand);
  return expr.kind === 'array' || (expr.kind === 'operator' && expr.name === '||' && expr.left !== undefined && isList(expr.left));
}
