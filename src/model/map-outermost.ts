import type { Expr } from './expression.js';
import { isExpression } from './walk.js';

/** An expression with parts replaced, outer ones first: what is replaced is not looked into, and where `replace` gives nothing the parts below are asked. */
export function mapOutermost(expr: Expr, replace: (node: Expr) => Expr | undefined): Expr {
  return mapped(expr, replace) as Expr;
}

/** The same in a statement, a query or a part of one. */
export function mapOutermostIn<T extends object>(tree: T, replace: (node: Expr) => Expr | undefined): T {
  return mapped(tree, replace) as T;
}

function mapped(value: object, replace: (node: Expr) => Expr | undefined): object {
  const other = isExpression(value) ? replace(value) : undefined;
  if (other) return other;
  let changed: Record<string, unknown> | undefined;
  for (const key in value) {
    const part = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof part !== 'object' || part === null || key === 'type') continue;
    const next = mapped(part, replace);
    if (next !== part) (changed ??= (Array.isArray(value) ? value.slice() : { ...value }) as Record<string, unknown>)[key] = next;
  }
  return changed ?? value;
}
