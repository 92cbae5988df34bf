import type { Column, ColumnId, ObjectId } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { ColumnRef, Expr, Literal } from '../../model/expression.js';

/**
 * Expressions and queries are plain trees of readonly data, so that one walk serves all of their node kinds:
 * every object with a `kind` is offered, inner ones first.
 */
interface TreeNode {
  readonly kind: string;
}

function isNode(value: object): value is TreeNode {
  return 'kind' in value && typeof value.kind === 'string';
}

/** True when a node anywhere in the tree fulfils the test. */
export function someNode(tree: unknown, test: (node: TreeNode) => boolean): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  if (Array.isArray(tree)) return tree.some((item) => someNode(item, test));
  if (isNode(tree) && test(tree)) return true;
  for (const key in tree) {
    const value = (tree as Readonly<Record<string, unknown>>)[key];
    if (typeof value === 'object' && someNode(value, test)) return true;
  }
  return false;
}

/** The tree with nodes replaced; parts without a replacement are shared with the old tree. */
export function mapNodes<T>(tree: T, replace: (node: TreeNode) => TreeNode): T {
  return mapValue(tree, replace) as T;
}

function mapValue(value: unknown, replace: (node: TreeNode) => TreeNode): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => mapValue(item, replace));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  let changed: Record<string, unknown> | undefined;
  for (const [key, item] of Object.entries(value)) {
    const mapped = mapValue(item, replace);
    if (mapped === item) continue;
    changed ??= { ...value };
    changed[key] = mapped;
  }
  const node = changed ?? value;
  return isNode(node) ? replace(node) : node;
}

export function isColumnRef(node: TreeNode): node is ColumnRef {
  return node.kind === 'column';
}

export function isLiteral(node: TreeNode): node is Literal {
  return node.kind === 'literal';
}

/** The catalog columns that an expression reads, each once, in order of appearance. */
export function columnsRead(tree: unknown): readonly ColumnId[] {
  const found = new Set<ColumnId>();
  someNode(tree, (node) => {
    if (isColumnRef(node) && node.column !== undefined) found.add(node.column);
    return false;
  });
  return [...found];
}

export function readsColumn(tree: unknown, column: ColumnId): boolean {
  return someNode(tree, (node) => isColumnRef(node) && node.column === column);
}

/** The user's enum, domain or composite type occurs: as the type of a value or of a cast. */
export function mentionsType(tree: unknown, type: ObjectId): boolean {
  return someNode(tree, (node) => isUserType(node) && node.id === type);
}

export function isUserType(node: TreeNode): node is Extract<DataType, { id: number }> {
  return (node.kind === 'enum' || node.kind === 'domain' || node.kind === 'composite') && 'id' in node;
}

/** `'s'::regclass` names a relation by a text. */
export function isRegclass(node: TreeNode): boolean {
  return node.kind === 'base' && 'name' in node && node.name === 'regclass';
}

/** A plain reference to one column of the own table, or undefined for any other expression. */
export function plainColumn(expr: Expr): ColumnId | undefined {
  return expr.kind === 'column' ? expr.column : undefined;
}

/** References to a column whose type changed take the new type; a cast that became needless goes. */
export function retypeColumn<T>(tree: T, column: Column): T {
  return mapNodes(tree, (node) => {
    if (isColumnRef(node) && node.column === column.id) return { ...node, type: column.type };
    return node;
  });
}
