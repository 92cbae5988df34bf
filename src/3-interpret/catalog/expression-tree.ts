import type { Column, ColumnId, ObjectId } from '../../model/catalog.js';
import type { ColumnRef, Literal } from '../../model/expression.js';
import { isUserType, mapNodes, someNode, type TreeNode } from '../../model/walk.js';

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

/** References to a column whose type changed take the new type; a cast that became needless goes. */
export function retypeColumn<T>(tree: T, column: Column): T {
  return mapNodes(tree, (node) => {
    if (isColumnRef(node) && node.column === column.id) return { ...node, type: column.type };
    return node;
  });
}
