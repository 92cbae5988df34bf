import { BatchError, type DatabaseAdapter, type SqlStatement } from '../model/adapter.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { LedgerEntry } from '../model/ledger.js';
import type { Script } from '../model/migration.js';
import type { Plan } from '../model/plan.js';
import { reportFailure } from './failure.js';
import { readLedger, stateOf, type Ledger } from './ledger.js';
import type { LedgerState } from './ledger-sql.js';

export type Outcome =
  | { readonly kind: 'done' }
  /** Another runner changed the ledger since it was read; nothing of the plan was executed. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'failed'; readonly diagnostic: Diagnostic };

/** One plan, to be executed on a database whose ledger is `expected`. */
export interface Application {
  readonly adapter: DatabaseAdapter;
  readonly ledger: Ledger;
  readonly expected: LedgerState;
  readonly plan: Plan;
  readonly script: Script;
}

const NOTHING_LEFT = 'Nothing of this migration is left behind.';

/**
 * Executes a plan and its ledger statements as one batch: all or nothing.
 *
 * @param before ledger statements that go first; the first of all fails when another runner was faster
 * @param after ledger statements that go last
 */
export async function applyBatch(application: Application, before: readonly SqlStatement[], after: readonly SqlStatement[]): Promise<Outcome> {
  const { adapter, ledger, plan, script } = application;
  const opening = [...ledger.sql.lock, ...before];
  try {
    await adapter.batch([...opening, ...plan.steps.map(({ sql }) => ({ sql })), ...ledger.sql.reset, ...after]);
    return { kind: 'done' };
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    if (await isOvertaken(application)) return { kind: 'overtaken' };
    const index = stepAt(error.index, opening.length, plan);
    return { kind: 'failed', diagnostic: reportFailure(plan, script, index, error, NOTHING_LEFT) };
  }
}

/** The batch was rolled back, so a ledger that differs was changed by somebody else. */
export async function isOvertaken({ adapter, ledger, expected }: Application): Promise<boolean> {
  const { count, last } = stateOf(await readLedger(adapter, ledger));
  return count !== expected.count || last !== expected.last;
}

function stepAt(index: number | undefined, opening: number, plan: Plan): number | undefined {
  if (index === undefined || index < opening || index >= opening + plan.steps.length) return undefined;
  return index - opening;
}

/** The ledger as it is after this entry was added. */
export function withEntry({ count }: LedgerState, { name }: Pick<LedgerEntry, 'name'>): LedgerState {
  return { count: count + 1, last: name };
}
