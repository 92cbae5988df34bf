import type { CommonTable, FromItem, Query } from '../../model/query.js';
import { someNode, type TreeNode } from '../../model/walk.js';
import type { Printing } from './printing.js';
import { hasClauses } from './set-operation.js';

/** `WITH RECURSIVE t AS (.. UNION SELECT .. FROM t)`: SQLite gives the rows found so far to the FROM of the query itself, not to a query inside it. */
export function checkFoundRows({ name, source, statement }: CommonTable, p: Printing): void {
  if ('kind' in statement) return;
  let all = 0;
  someNode(statement, (node) => {
    if (names(node, source)) all += 1;
    return false;
  });
  if (all <= inFrom(statement, source)) return;
  p.report({
    code: 'unsupported-statement',
    message: `WITH RECURSIVE ${name}: ${p.dialect.name} gives the rows that are found to the FROM of the query after UNION, not to a WITH or a subquery inside it`,
    help: 'Name the table in FROM of the query itself, and write what is inside as conditions and joins.',
  });
}

function names(node: TreeNode, source: number): boolean {
  return node.kind === 'common-table' && 'common' in node && node.common === source;
}

/** How often the queries of a UNION name it where SQLite takes it. */
function inFrom({ body }: Query, source: number): number {
  if (body.kind === 'set-operation') return inFrom(body.left, source) + (body.right.body.kind === 'select' && !hasClauses(body.right) ? inFrom(body.right, source) : 0);
  return body.kind === 'select' ? body.from.reduce((sum, item) => sum + inItem(item, source), 0) : 0;
}

function inItem(item: FromItem, source: number): number {
  return item.kind === 'join' ? inItem(item.left, source) + inItem(item.right, source) : Number(names(item, source));
}
