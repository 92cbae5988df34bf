import type { ColumnId, ObjectId } from './catalog.js';
import { OWN_TABLE, type Expr } from './expression.js';
import type { DataStatement, Query } from './query.js';

/**
 * Expressions, queries and statements are plain trees of readonly data, so one walk serves all of their kinds. An expression is told from
 * everything else by bearing a data type beside its kind, a query by its body. Data types themselves are leaves here.
 */
type Tree = Expr | Query | DataStatement;

/** The direct expressions below a node, those of its clauses included, but not what lies inside a subquery. */
export function childrenOf(node: Tree): readonly Expr[] {
  const found: Expr[] = [];
  collectParts(node, found);
  return found;
}

function collect(value: unknown, into: Expr[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, into);
  else if (isExpression(value)) into.push(value);
  else if (isObject(value) && !isQuery(value)) collectParts(value, into);
}

function collectParts(node: object, into: Expr[]): void {
  for (const key in node) {
    const value = (node as Record<string, unknown>)[key];
    if (typeof value === 'object' && !isLeaf(key, value)) collect(value, into);
  }
}

export interface Visitor {
  expression?(expr: Expr): void;
  query?(query: Query): void;
  relation?(id: ObjectId): void;
}

/** Offers every expression, query and named relation in the tree, outer ones first, subqueries included. */
export function walkTree(tree: Tree, visitor: Visitor): void {
  visit(tree, visitor);
}

function visit(value: unknown, visitor: Visitor): void {
  if (Array.isArray(value)) for (const item of value) visit(item, visitor);
  else if (isObject(value)) {
    if (isExpression(value)) visitor.expression?.(value);
    else if (isQuery(value)) visitor.query?.(value);
    else if (visitor.relation && 'relation' in value) visitor.relation(value['relation'] as ObjectId);
    for (const key in value) {
      const part = value[key];
      if (typeof part === 'object' && !isLeaf(key, part)) visit(part, visitor);
    }
  }
}

/** Offers the expression and all below it, outer ones first. */
export function walkExpression(expr: Expr, visitor: (node: Expr) => void): void {
  walkTree(expr, { expression: visitor });
}

/** The tree with expressions replaced, inner ones first. What no replacement touches is shared with the old tree. */
export function mapExpressions<T extends Tree>(tree: T, replace: (node: Expr) => Expr): T {
  return mapValue(tree, replace) as T;
}

/** `mapExpressions` of one expression, whose root may be replaced by one of another kind. */
export function mapExpression(expr: Expr, replace: (node: Expr) => Expr): Expr {
  return mapValue(expr, replace) as Expr;
}

function mapValue(value: unknown, replace: (node: Expr) => Expr): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => mapValue(item, replace));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (!isObject(value)) return value;
  let changed: Record<string, unknown> | undefined;
  for (const key in value) {
    if (typeof value[key] !== 'object' || isLeaf(key, value[key])) continue;
    const mapped = mapValue(value[key], replace);
    if (mapped !== value[key]) (changed ??= { ...value })[key] = mapped;
  }
  const node = changed ?? value;
  return isExpression(node) ? replace(node) : node;
}

/** The own columns that a stored expression reads, in order of appearance, each once. */
export function columnsOf(expr: Expr): readonly ColumnId[] {
  const columns = new Set<ColumnId>();
  walkExpression(expr, (node) => {
    if (node.kind === 'column' && node.source === OWN_TABLE && node.column !== undefined) columns.add(node.column);
  });
  return [...columns];
}

/** The tables and views that a query or statement names, each once. */
export function relationsOf(tree: Tree): readonly ObjectId[] {
  const relations = new Set<ObjectId>();
  walkTree(tree, { relation: (id) => relations.add(id) });
  return [...relations];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isExpression(value: unknown): value is Expr {
  return isObject(value) && 'kind' in value && isObject(value['type']);
}

function isQuery(value: object): value is Query {
  return 'body' in value;
}

/** True for properties that are no part of the tree: an expression's data type. */
function isLeaf(key: string, value: unknown): boolean {
  return key === 'type' && isObject(value);
}
