import type { DataType } from './data-type.js';
import type { Expr } from './expression.js';
import { caseOf } from './case-of.js';
import { mapOutermostIn } from './map-outermost.js';
import { FOUND, HELD } from './trigger-program.js';
import { walkExpression } from './walk.js';

/**
 * What may raise is worked out only where the guard holds. SQLite asks conditions over rows last: before them it works out what is looked for in an index
 * (`user_id = NEW.s::uuid`) and the document that a function reads its rows from.
 */
export function sheltered<T extends object>(tree: T, guard: Expr | undefined): T {
  if (!guard || !asksRows(guard)) return tree;
  return mapOutermostIn(tree, (node) => (mayRaise(node) ? caseOf(guard, node, { kind: 'literal', value: null, type: node.type }) : undefined));
}

function asksRows(guard: Expr): boolean {
  let asks = false;
  walkExpression(guard, (node) => void (asks ||= node.kind === 'subquery' || (node.kind === 'column' && (node.source === HELD || node.source === FOUND))));
  return asks;
}

const TEXTS: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar', 'name', 'citext', 'unknown']);

/** Reading a text as something else, and what functions raise. */
function mayRaise(node: Expr): boolean {
  if (node.kind === 'call') return node.function !== undefined;
  return node.kind === 'cast' && node.operand.kind !== 'literal' && isText(node.operand.type) && !isText(node.type);
}

function isText(type: DataType): boolean {
  return type.kind === 'base' && TEXTS.has(type.name);
}
