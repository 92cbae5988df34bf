import type { ObjectId } from './catalog.js';
import type { DataType } from './data-type.js';
import type { Expr } from './expression.js';
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

function collect(value: object, into: Expr[]): void {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (isTree(value[i])) collect(value[i] as object, into);
  } else if (isExpression(value)) into.push(value);
  else if (!isQuery(value)) collectParts(value, into);
}

function collectParts(node: object, into: Expr[]): void {
  for (const key in node) {
    const value = (node as Parts)[key];
    if (typeof value === 'object' && value !== null && key !== TYPE) collect(value, into);
  }
}

export interface Visitor {
  expression?(expr: Expr): void;
  query?(query: Query): void;
  relation?(id: ObjectId): void;
}

/** Offers every expression, query and named relation in the tree, outer ones first, subqueries included. */
export function walkTree(tree: Tree, visitor: Visitor): void {
  if (visitor.query || visitor.relation || !visitor.expression) visit(tree, visitor);
  else for (const expr of expressionsIn(tree)) visitor.expression(expr);
}

/** The same tree is asked many questions. */
const EXPRESSIONS = new WeakMap<Tree, readonly Expr[]>();

/** All expressions in the tree, outer ones first, those of subqueries included. */
function expressionsIn(tree: Tree): readonly Expr[] {
  let known = EXPRESSIONS.get(tree);
  if (!known) {
    const found: Expr[] = [];
    visit(tree, { expression: (expr) => void found.push(expr) });
    known = found;
    EXPRESSIONS.set(tree, known);
  }
  return known;
}

function visit(value: object, visitor: Visitor): void {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (isTree(value[i])) visit(value[i] as object, visitor);
    return;
  }
  if (isExpression(value)) {
    visitor.expression?.(value);
    if (isLeaf(value)) return;
  } else if (isQuery(value)) visitor.query?.(value);
  else if (visitor.relation && 'relation' in value) {
    visitor.relation(value.relation as ObjectId);
    if ('through' in value) for (const view of value.through as readonly ObjectId[]) visitor.relation(view);
  }
  for (const key in value) {
    const part = (value as Parts)[key];
    if (typeof part === 'object' && part !== null && key !== TYPE) visit(part, visitor);
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

function mapValue(value: object, replace: (node: Expr) => Expr): object {
  if (Array.isArray(value)) return mapItems(value, replace);
  const expression = isExpression(value);
  if (expression && isLeaf(value)) return replace(value);
  let changed: Record<string, unknown> | undefined;
  for (const key in value) {
    const part = (value as Parts)[key];
    if (typeof part !== 'object' || part === null || key === TYPE) continue;
    const mapped = mapValue(part, replace);
    if (mapped !== part) (changed ??= { ...value })[key] = mapped;
  }
  const node = changed ?? value;
  return expression ? replace(node as Expr) : node;
}

function mapItems(items: readonly unknown[], replace: (node: Expr) => Expr): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (!isTree(item)) continue;
    const mapped = mapValue(item, replace);
    if (mapped !== item) (changed ??= items.slice())[i] = mapped;
  }
  return changed ?? items;
}

/** Asked again for each expression around it. */
const VOLATILE = new WeakMap<Expr, boolean>();

/** A function is called in it, subqueries included, that may give another value each time: random(), nextval(). */
export function isVolatile(expr: Expr): boolean {
  if (isLeaf(expr)) return false;
  let known = VOLATILE.get(expr);
  if (known === undefined) {
    known = (expr.kind === 'call' && expr.volatile === true) || childrenOf(expr).some(isVolatile) || (expr.kind === 'subquery' && hasVolatileCall(expr.query));
    VOLATILE.set(expr, known);
  }
  return known;
}

/** The same of a query. */
const CLOCKS: ReadonlySet<string> = new Set(['clock_timestamp', 'timeofday']);

/** The time of day goes on while a statement of Postgres runs; in SQLite it stands still until the statement has ended, with all that its triggers do. */
export function isClock(expr: Expr): boolean {
  return expr.kind === 'call' && expr.function === undefined && CLOCKS.has(expr.name);
}

/** `grouping(a, b)`: which of its arguments the row is not grouped by, as bits. */
export function isGrouping(expr: Expr): expr is Extract<Expr, { kind: 'call' }> & { readonly name: 'grouping' } {
  return expr.kind === 'call' && expr.function === undefined && expr.name === 'grouping';
}

/** Whether its value is another one each time it is worked out within one statement. */
export function isRandom(expr: Expr): boolean {
  if (!isVolatile(expr)) return false;
  let random = false;
  walkTree(expr, { expression: (node) => void (random ||= node.kind === 'call' && node.volatile === true && !isClock(node)) });
  return random;
}

export function hasVolatileCall(query: Query): boolean {
  let volatile = false;
  walkTree(query, { expression: (node) => void (volatile ||= node.kind === 'call' && node.volatile === true) });
  return volatile;
}

const RELATIONS = new WeakMap<Tree, readonly ObjectId[]>();

/** The tables and views that a query or statement names, each once. */
export function relationsOf(tree: Tree): readonly ObjectId[] {
  let known = RELATIONS.get(tree);
  if (!known) {
    const relations = new Set<ObjectId>();
    walkTree(tree, { relation: (id) => relations.add(id) });
    known = [...relations];
    RELATIONS.set(tree, known);
  }
  return known;
}

/** Anything in a tree that says what it is: expressions, parts of queries, and data types too. */
export interface TreeNode {
  readonly kind: string;
}

function isNode(value: object): value is TreeNode {
  return 'kind' in value && typeof value.kind === 'string';
}

/** True when a node anywhere in the tree fulfils the test: data types are looked at too. */
export function someNode(tree: unknown, test: (node: TreeNode) => boolean): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  if (Array.isArray(tree)) {
    for (const item of tree) if (someNode(item, test)) return true;
    return false;
  }
  if (isNode(tree) && test(tree)) return true;
  for (const key in tree) {
    const value = (tree as Parts)[key];
    if (typeof value === 'object' && value !== null && someNode(value, test)) return true;
  }
  return false;
}

/** The tree with nodes replaced, inner ones first and data types too; parts without a replacement are shared with the old tree. */
export function mapNodes<T>(tree: T, replace: (node: TreeNode) => TreeNode): T {
  if (typeof tree !== 'object' || tree === null) return tree;
  let changed: Record<string, unknown> | undefined;
  for (const key in tree) {
    const part = tree[key];
    const mapped = mapNodes(part, replace);
    if (mapped !== part) (changed ??= (Array.isArray(tree) ? tree.slice() : { ...tree }) as unknown as Record<string, unknown>)[key] = mapped;
  }
  const node = (changed ?? tree) as T & object;
  return isNode(node) ? (replace(node) as T) : node;
}

/** The user's enum, domain or composite type. */
export function isUserType(node: TreeNode): node is Extract<DataType, { id: number }> {
  return (node.kind === 'enum' || node.kind === 'domain' || node.kind === 'composite') && 'id' in node;
}

/** `'s'::regclass` names a relation by a text. */
export function isRegclass(node: TreeNode): boolean {
  return node.kind === 'base' && 'name' in node && node.name === 'regclass';
}

type Parts = Readonly<Record<string, unknown>>;

/** The one property that is no part of the tree: an expression's data type. */
const TYPE = 'type';

export function isExpression(value: object): value is Expr {
  return 'type' in value && 'kind' in value && typeof value.type === 'object' && value.type !== null;
}

/** Most expressions are columns and constants, with nothing below them. */
function isLeaf({ kind }: Expr): boolean {
  return kind === 'column' || kind === 'literal';
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isQuery(value: object): value is Query {
  return 'body' in value;
}
