import type { Expr } from '../../../model/expression.js';
import type { Span } from '../../../model/span.js';
import { and, isNever, textLiteral } from '../condition.js';
import { fold } from '../fold.js';
import { isRead } from '../read-names.js';
import { failuresOf } from './failures.js';
import { raise, type Flow, type Lowering } from './lowering.js';

/** `PERFORM NEW.code::int`: Postgres works out what nobody reads as well, so that the errors of it that are known beforehand stay. */
export function raiseThrownAway(value: Expr, flow: Flow, lowering: Lowering, span: Span): void {
  // A block that catches errors has word of the value already.
  if (lowering.evaluated) return;
  for (const { when, conditions, message } of failuresOf(value, lowering.catalog) ?? []) {
    const guard = fold(and(flow.guard, when));
    if (!isNever(guard)) raise(lowering, { ...flow, guard }, message ?? textLiteral((conditions[0] ?? 'error').replaceAll('_', ' ')), span);
  }
}

/** Whether nothing in the body reads the variable, so that only its errors are left of what it is given. */
export function isUnread([name = '', ...parts]: readonly string[], { body, results }: Lowering): boolean {
  return parts.length === 0 && body !== undefined && !isRead(name, body, results?.unread ? 'unread' : 'read');
}
