import { performance } from 'node:perf_hooks';
import { diagnose } from '../diagnostics/diagnose.js';
import { type Diagnostic, hasErrors } from '../model/diagnostic.js';
import type { DialectName } from '../model/dialect.js';
import type { LedgerEntry } from '../model/ledger.js';
import { scriptFor } from '../model/migration.js';
import type { Plan } from '../model/plan.js';
import { applyBatch, type Application, type Outcome } from './apply-plan.js';
import { revertStepwise } from './apply-stepwise.js';
import { compareHistory, foldHistory, type Applied } from './history.js';
import { readLedger, stateOf, type Ledger } from './ledger.js';
import { openLedger } from './open-ledger.js';
import type { Done, Request, Result } from './request.js';

interface Work extends Applied {
  readonly plan: Plan;
  /** The ledger while this migration is the last. */
  readonly entries: readonly LedgerEntry[];
}

/**
 * Takes back the migrations that were applied last, the newest first, by their down scripts.
 *
 * @param options.steps how many; 1 by default
 */
export async function down(request: Request, options: { readonly steps?: number | undefined } = {}): Promise<Result> {
  const opened = await openLedger(request);
  if (hasErrors(opened.diagnostics)) return { done: [], diagnostics: opened.diagnostics };
  const done: Done[] = [];
  for (;;) {
    const round = await revertRound(request, opened.ledger, (options.steps ?? 1) - done.length);
    done.push(...round.done);
    if (!round.overtaken) return { done, diagnostics: [...opened.diagnostics, ...round.diagnostics] };
  }
}

async function revertRound(request: Request, ledger: Ledger, steps: number): Promise<Result & { readonly overtaken: boolean }> {
  const { adapter, migrations, onDone } = request;
  const entries = await readLedger(adapter, ledger);
  const history = compareHistory(entries, migrations, adapter.dialect);
  const last = history.applied.slice(Math.max(0, history.applied.length - steps)).toReversed();
  // Files that are pending are no concern of going back, nor is a missing one that stays.
  const concerning = history.diagnostics.filter(({ code }) => code === 'checksum-changed');
  const diagnostics: Diagnostic[] = [...concerning, ...obstacles(entries, last, history.unfinished), ...last.flatMap((item) => withoutScript(item, adapter.dialect))];
  const done: Done[] = [];
  await request.planner.prepare();
  const works = hasErrors(diagnostics) ? [] : plan(last, history.applied, entries, request);
  diagnostics.push(...works.flatMap((work) => work.plan.diagnostics));
  if (hasErrors(diagnostics)) return { done, diagnostics, overtaken: false };
  for (const work of works) {
    const begun = performance.now();
    const outcome = await execute(work, request, ledger);
    if (outcome.kind === 'failed') return { done, diagnostics: [...diagnostics, outcome.diagnostic], overtaken: false };
    if (outcome.kind === 'overtaken') return { done, diagnostics, overtaken: true };
    done.push({ name: work.entry.name, steps: work.plan.steps.length, durationMs: performance.now() - begun });
    onDone?.(done[done.length - 1] as Done);
  }
  return { done, diagnostics, overtaken: false };
}

/** The newest rows of the ledger must be the ones that are taken back. */
function obstacles(entries: readonly LedgerEntry[], last: readonly Applied[], unfinished: Applied | undefined): readonly Diagnostic[] {
  if (unfinished) {
    const message = `${unfinished.entry.name} was interrupted after ${unfinished.entry.stepsDone} steps`;
    return [diagnose('migration-interrupted', { message, file: unfinished.migration.up.file, help: 'Run up first: it finishes it.' })];
  }
  const newest = entries.slice(entries.length - last.length).toReversed();
  const missing = newest.find(({ name }, position) => name !== last[position]?.entry.name);
  return missing ? [diagnose('migration-missing', { message: `the database has ${missing.name}, but there is no such file to take it back with` })] : [];
}

function withoutScript({ migration }: Applied, dialect: DialectName): readonly Diagnostic[] {
  if (scriptFor(migration, 'down', dialect)) return [];
  return [diagnose('no-down-script', { message: `${migration.up.file} has no down script`, file: migration.up.file })];
}

function plan(last: readonly Applied[], applied: readonly Applied[], entries: readonly LedgerEntry[], { planner }: Request): readonly Work[] {
  return last.map((item, position) => {
    const before = foldHistory(applied.slice(0, applied.length - position), planner);
    return { ...item, plan: planner.planFor(item.migration, 'down', before), entries: entries.slice(0, entries.length - position) };
  });
}

async function execute({ migration, plan: made, entries, entry }: Work, { adapter }: Request, ledger: Ledger): Promise<Outcome> {
  const expected = stateOf(entries);
  const application: Application = { adapter, ledger, expected, plan: made, script: scriptFor(migration, 'down', adapter.dialect) ?? migration.up };
  if (!made.atomic) return revertStepwise(application);
  return applyBatch(application, [ledger.sql.guard(expected)], [ledger.sql.remove(entry.name)]);
}
