import { Refusal } from '../../../diagnostics/refusal.js';
import type { Runner } from './runner.js';

/** What is only said of one way. A loop in the database takes system views for tables. */
const OTHERWISE: ReadonlySet<string> = new Set(['do-block-unsupported', 'system-catalog-query']);

/**
 * What is tried first, or where that cannot be carried over, the other way from the same beginning.
 *
 * @param blame whose refusal is told when neither can be carried over
 */
export function attempt<T>(first: () => T, otherwise: () => T, runner: Runner, blame: 'first' | 'other' = 'other'): T {
  const { catalog, variables, guard, alive, asksChanging, budget, changes, kept } = runner;
  const [done, keptBefore] = [changes.length, kept.length];
  try {
    return first();
  } catch (error) {
    if (!(error instanceof Refusal) || !OTHERWISE.has(error.diagnostic.code)) throw error;
    Object.assign(runner, { catalog, variables, guard, alive, asksChanging, budget });
    changes.length = done;
    kept.length = keptBefore;
    try {
      return otherwise();
    } catch (later) {
      throw blame === 'first' && later instanceof Refusal ? error : later;
    }
  }
}
