import type { ObjectId } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import type { DataStatement, Query } from '../../model/query.js';
import { relationsOf, walkTree } from '../../model/walk.js';

/** The tables and views that an expression or statement names, and the user's functions that it calls. */
export function readsOf(tree: Expr | Query | DataStatement): readonly ObjectId[] {
  let known = READS.get(tree);
  if (!known) READS.set(tree, (known = findReads(tree)));
  return known;
}

/** After each statement every function that has a body is asked whether the statement concerns it. */
const READS = new WeakMap<Expr | Query | DataStatement, readonly ObjectId[]>();

function findReads(tree: Expr | Query | DataStatement): readonly ObjectId[] {
  const functions: ObjectId[] = [];
  walkTree(tree, {
    expression: (node) => {
      if (node.kind === 'call' && node.function !== undefined) functions.push(node.function);
    },
  });
  return [...relationsOf(tree), ...functions];
}
