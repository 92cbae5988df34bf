import type { Expr } from '../../model/expression.js';
import { withArguments } from '../../model/function-body.js';
import type { DataStatement, Query } from '../../model/query.js';
import { mapExpressions } from '../../model/walk.js';
import type { Printing } from './printing.js';

/** The tree with the bodies of functions that take numbers of sequences in their place. */
export function withNumbersInlined<T extends Expr | Query | DataStatement>(tree: T, p: Printing): T {
  return mapExpressions(tree, (node) => {
    const object = node.kind === 'call' && node.takesNumber && node.function !== undefined ? p.catalog.objects.get(node.function) : undefined;
    if (object?.kind !== 'function' || !object.inline || node.kind !== 'call') return node;
    return withNumbersInlined(withArguments(object.inline, object, node, p), p);
  });
}
