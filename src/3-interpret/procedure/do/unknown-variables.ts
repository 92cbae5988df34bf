import type { Node } from '@pgsql/types';
import { diagnose } from '../../../diagnostics/diagnose.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import type { BodyScope } from '../body-scope.js';
import { columnParts } from '../raw-names.js';

/**
 * The scope where some variables have no value that could be named, such as what a loop leaves that may have ended before its last row: whoever asks for one is told so,
 * and not that it is not there.
 */
export function tellingUnknown(scope: BodyScope, unknown: readonly string[], help: string): BodyScope {
  if (unknown.length === 0) return scope;
  const told = <T>(node: object, run: () => T): T => {
    try {
      return run();
    } catch (error) {
      const name = error instanceof Refusal && (error.diagnostic.code === 'unknown-column' || error.diagnostic.code === 'unknown-table') ? unknown.find((each) => names(node, each)) : undefined;
      if (name === undefined || !(error instanceof Refusal)) throw error;
      const { file, span } = error.diagnostic;
      throw new Refusal(diagnose('do-block-unsupported', { file, span, help, message: `what ${name === 'found' ? 'FOUND' : `"${name}"`} is here is known only to the database` }));
    }
  };
  return {
    ...scope,
    expression: (node) => told(node, () => scope.expression(node)),
    condition: (node, what) => told(node, () => scope.condition(node, what)),
    assigned: (node, type, what) => told(node, () => scope.assigned(node, type, what)),
    query: (node) => told(node, () => scope.query(node)),
    statement: (statement) => told(statement.node, () => scope.statement(statement)),
  };
}

function names(tree: unknown, name: string): boolean {
  if (Array.isArray(tree)) return tree.some((part) => names(part, name));
  if (typeof tree !== 'object' || tree === null) return false;
  return ('ColumnRef' in tree && columnParts(tree as Node)?.[0] === name) || Object.values(tree).some((part) => names(part, name));
}
