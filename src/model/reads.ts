import type { ObjectId } from './catalog.js';
import type { Expr } from './expression.js';
import type { DataStatement, Query } from './query.js';
import { relationsOf, walkTree } from './walk.js';

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
