import { Refusal } from '../../../diagnostics/refusal.js';
import type { Runner } from './runner.js';

/**
 * What is tried first, or where that cannot be carried over, the other way from the same beginning.
 *
 * @param blame whose refusal is told when neither can be carried over
 */
export function attempt<T>(first: () => T, otherwise: () => T, runner: Runner, blame: 'first' | 'other' = 'other'): T {
  const { catalog, variables, guard, alive, budget, changes, kept } = runner;
  const [done, keptBefore] = [changes.length, kept.length];
  try {
    return first();
  } catch (error) {
    if (!(error instanceof Refusal) || error.diagnostic.code !== 'do-block-unsupported') throw error;
    Object.assign(runner, { catalog, variables, guard, alive, budget });
    changes.length = done;
    kept.length = keptBefore;
    try {
      return otherwise();
    } catch (later) {
      throw blame === 'first' && later instanceof Refusal ? error : later;
    }
  }
}
