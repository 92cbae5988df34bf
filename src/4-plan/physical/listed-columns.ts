import { BOOL } from '../../model/base-types.js';
import type { Table, Trigger } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { LISTED } from '../../model/trigger-program.js';
import { walkTree } from '../../model/walk.js';

/**
 * Whether the UPDATE at work lists one of the trigger's columns. What a trigger with UPDATE OF gives to NEW is there for others only then, and SQLite
 * has nothing that tells it apart from an UPDATE that leaves the columns as they are: the trigger's own UPDATE OF writes it down.
 */
export function listedBy({ name }: Trigger): Expr {
  return { kind: 'column', source: LISTED, name, type: BOOL };
}

/** The triggers of which others have to know whether they fire. */
export function askedFor(table: Table, trees: readonly Parameters<typeof walkTree>[0][]): readonly Trigger[] {
  const names = new Set<string>();
  for (const tree of trees) walkTree(tree, { expression: (node) => void (node.kind === 'column' && node.source === LISTED && names.add(node.name)) });
  return table.triggers.filter(({ name }) => names.has(name));
}
