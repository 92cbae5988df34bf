import type { Node } from '@pgsql/types';
import type { Catalog } from '../../../model/catalog.js';
import type { Statement } from '../../../model/statement.js';
import { constantNode } from './constant-node.js';
import type { Environment } from './environment.js';
import { evaluateExpression } from './evaluate-expression.js';
import { evaluateQuery } from './evaluate-query.js';
import { known } from './runner.js';

/** Texts in which a statement may ask the system catalogs; any other is not looked through. */
const ASKS = /\b(?:information_schema|pg_\w+|to_reg\w+)\b/iu;

/**
 * `INSERT .. SELECT 1 WHERE EXISTS (SELECT 1 FROM information_schema.columns ..)`, `.. WHERE to_regclass('t') IS NULL`: what a statement of a migration asks
 * the system catalogs is answered where it stands, from the catalog at that moment. What only rows can answer stays as it is.
 */
export function withSystemFacts<T extends Pick<Statement, 'node' | 'text'>>(statement: T, catalog: Catalog): T {
  if (!ASKS.test(statement.text)) return statement;
  const environment: Environment = { catalog, depth: 0, lookup: () => undefined, expression: evaluateExpression, query: evaluateQuery, called: () => undefined };
  return { ...statement, node: answered(statement.node, environment) };
}

function answered<T>(tree: T, environment: Environment): T {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map((item: unknown) => answered(item, environment)) as T;
  const answer = isQuestion(tree) ? known(() => constantNode(evaluateExpression(tree, environment))) : undefined;
  if (answer) return answer as T;
  return Object.fromEntries(Object.entries(tree).map(([key, part]) => [key, answered(part, environment)])) as T;
}

/** A subquery, or whether something is NULL. */
function isQuestion(node: object): node is Node {
  return 'SubLink' in node || 'NullTest' in node;
}
