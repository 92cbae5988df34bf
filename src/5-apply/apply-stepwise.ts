import { diagnose } from '../diagnostics/diagnose.js';
import { BatchError, type DatabaseAdapter, type SqlStatement } from '../model/adapter.js';
import type { LedgerEntry } from '../model/ledger.js';
import type { Step } from '../model/plan.js';
import { isOvertaken, type Application, type Outcome } from './apply-plan.js';
import { stepsChecksum } from './checksum.js';
import { reportFailure } from './failure.js';
import { readLedger } from './ledger.js';
import type { NewEntry } from './ledger-sql.js';
import { withSessionLock } from './session-lock.js';

/** SQLSTATEs active_sql_transaction and invalid_transaction_termination: the statement cannot run inside a transaction block, or its body has a COMMIT. */
const NEEDS_NO_TRANSACTION: ReadonlySet<unknown> = new Set(['25001', '2D000']);

/**
 * Executes a migration of which a step cannot run in a transaction (CREATE INDEX CONCURRENTLY, VACUUM, ..): step by step, with the ledger knowing how far it came.
 *
 * @param entry the ledger row to write, with the number of steps that are done in `stepsDone`
 * @param known the row as it was read, when an interrupted migration goes on
 */
export async function applyStepwise(application: Application, entry: NewEntry, known: LedgerEntry | undefined): Promise<Outcome> {
  const { adapter, ledger, expected, plan } = application;
  const outcome = await withSessionLock(adapter, async (): Promise<Outcome> => {
    if (await isChanged(application, known)) return { kind: 'overtaken' };
    const invalid = known && (await reportInvalidIndexes(adapter, plan.migration));
    if (invalid) return { kind: 'failed', diagnostic: invalid };
    await adapter.batch([...ledger.sql.lock, known ? ledger.sql.renew(entry.name, entry.checksum) : ledger.sql.begin(entry, expected)]);
    for (const { sql } of settingsBefore(application, entry.stepsDone)) await adapter.run(sql);
    const progress = (state: 'running' | 'failed', done: number): SqlStatement => ledger.sql.progress(entry.name, state, done, stepsChecksum(plan.steps.slice(0, done)));
    const failed = await executeSteps(application, entry.stepsDone, (done) => progress('running', done));
    for (const { sql } of ledger.sql.reset) await adapter.run(sql);
    const last = failed ? progress('failed', failed.index) : ledger.sql.finish(entry.name);
    await adapter.run(last.sql, last.params);
    if (!failed) return { kind: 'done' };
    const aftermath = await describeAftermath(application, entry, failed.index, known !== undefined && failed.index === entry.stepsDone);
    return { kind: 'failed', diagnostic: reportFailure(plan, application.script, failed.index, failed.error, aftermath) };
  });
  return outcome ?? busy(application);
}

/** A down script step by step: the ledger row goes last, so that a failure leaves the migration applied. */
export async function revertStepwise(application: Application): Promise<Outcome> {
  const { adapter, ledger, plan, script } = application;
  const outcome = await withSessionLock(adapter, async (): Promise<Outcome> => {
    if (await isOvertaken(application)) return { kind: 'overtaken' };
    const failed = await executeSteps(application, 0, () => undefined);
    for (const { sql } of ledger.sql.reset) await adapter.run(sql);
    if (!failed) {
      const { sql, params } = ledger.sql.remove(plan.migration);
      await adapter.run(sql, params);
      return { kind: 'done' };
    }
    const aftermath = `${doneSoFar(failed.index)} The migration counts as applied: undo those steps by hand, or make them harmless to repeat (IF EXISTS), and run down again.`;
    return { kind: 'failed', diagnostic: reportFailure(plan, script, failed.index, failed.error, aftermath) };
  });
  return outcome ?? busy(application);
}

/** Each step in a transaction with its progress; where Postgres does not allow one, by itself. */
async function executeSteps({ adapter, plan }: Application, from: number, progress: (done: number) => SqlStatement | undefined): Promise<{ readonly index: number; readonly error: BatchError } | undefined> {
  for (const [index, { sql }] of plan.steps.entries()) {
    if (index < from) continue;
    const note = progress(index + 1);
    try {
      await executeStep(adapter, sql, note);
    } catch (error) {
      return { index, error: error instanceof BatchError ? error : new BatchError(error instanceof Error ? error.message : String(error), 0, { cause: error }) };
    }
  }
  return undefined;
}

async function executeStep(adapter: DatabaseAdapter, sql: string, note: SqlStatement | undefined): Promise<void> {
  try {
    await adapter.batch(note ? [{ sql }, note] : [{ sql }]);
  } catch (error) {
    const cause: unknown = error instanceof BatchError && error.index === 0 ? error.cause : undefined;
    if (typeof cause !== 'object' || cause === null || !('code' in cause) || !NEEDS_NO_TRANSACTION.has(cause.code)) throw error;
    await adapter.run(sql);
    if (note) await adapter.run(note.sql, note.params);
  }
}

/** A new session has not seen the SET statements among the steps that are done. */
function settingsBefore({ plan }: Application, done: number): readonly Step[] {
  const settings = new Set(plan.verdicts.filter(({ statement }) => statement.tag === 'VariableSetStmt').map(({ statement }) => statement.span.start));
  return plan.steps.slice(0, done).filter(({ cause }) => cause !== undefined && settings.has(cause.span.start));
}

async function isChanged(application: Application, known: LedgerEntry | undefined): Promise<boolean> {
  if (await isOvertaken(application)) return true;
  if (!known) return false;
  const now = (await readLedger(application.adapter, application.ledger)).find(({ name }) => name === known.name);
  return now?.state !== known.state || now.stepsDone !== known.stepsDone;
}

/** CREATE INDEX CONCURRENTLY that was interrupted leaves an index that is never used, and that IF NOT EXISTS takes for the right one. */
async function invalidIndexes(adapter: DatabaseAdapter): Promise<readonly string[]> {
  if (adapter.dialect !== 'postgres') return [];
  const rows = await adapter.query('SELECT CAST(indexrelid::regclass AS text) AS name FROM pg_index WHERE NOT indisvalid ORDER BY 1');
  return rows.map(({ name }) => `DROP INDEX CONCURRENTLY ${String(name)};`);
}

async function reportInvalidIndexes(adapter: DatabaseAdapter, migration: string) {
  const drops = await invalidIndexes(adapter);
  if (drops.length === 0) return undefined;
  const help = `If no other session is building them, drop them and run up again:\n${drops.join('\n')}`;
  return diagnose('migration-interrupted', { message: `${migration} was interrupted and left an INVALID index`, help });
}

async function describeAftermath({ adapter, plan }: Application, { name }: NewEntry, index: number, resumed: boolean): Promise<string> {
  const drops = await invalidIndexes(adapter);
  const done = index + 1;
  return [
    `${doneSoFar(index)} Correct the rest of the file and run up again: it goes on with step ${done}.`,
    ...(drops.length === 0 ? [] : [`An INVALID index is left; drop it first:\n${drops.join('\n')}\n`]),
    ...(resumed
      ? [
          'The runner was stopped before this step was recorded. If its effect is there already, record it by hand:\n' +
            `UPDATE schema_migrations SET steps_done = ${done}, plan_checksum = '${stepsChecksum(plan.steps.slice(0, done))}' WHERE name = '${name.replaceAll("'", "''")}';\n`,
        ]
      : []),
  ].join(' ');
}

function doneSoFar(index: number): string {
  return index === 0 ? 'None of its steps is done.' : `Its first ${index} step${index === 1 ? ' is' : 's are'} done and stay${index === 1 ? 's' : ''}: it cannot run in one transaction.`;
}

function busy({ plan }: Application): Outcome {
  return { kind: 'failed', diagnostic: diagnose('migration-running', { message: `another runner has been executing a migration step by step for too long; ${plan.migration} was not begun` }) };
}
