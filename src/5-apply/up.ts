import { performance } from 'node:perf_hooks';
import { diagnose } from '../diagnostics/diagnose.js';
import type { Catalog } from '../model/catalog.js';
import { type Diagnostic, hasErrors } from '../model/diagnostic.js';
import type { LedgerEntry } from '../model/ledger.js';
import { scriptFor, type Migration } from '../model/migration.js';
import type { Plan } from '../model/plan.js';
import { applyBatch, withEntry, type Application, type Outcome } from './apply-plan.js';
import { applyStepwise } from './apply-stepwise.js';
import { short, sourceChecksum, stepsChecksum } from './checksum.js';
import { compareHistory, foldHistory, type Applied, type History } from './history.js';
import { readLedger, stateOf, type Ledger } from './ledger.js';
import type { NewEntry } from './ledger-sql.js';
import { openLedger } from './open-ledger.js';
import type { Done, Request, Result } from './request.js';

/** A pending migration with its plan; `interrupted` when some of its steps are done. */
interface Work {
  readonly migration: Migration;
  readonly plan: Plan;
  readonly interrupted?: LedgerEntry;
}

/**
 * Applies what is pending, in file order; each migration is one batch with its ledger row. All plans are made before the first is executed, so that
 * a statement that cannot be transpiled stops the run before it begins. Several runners may do this at once.
 *
 * @param options.to the last migration to apply, by name or version
 */
export async function up(request: Request, options: { readonly to?: string | undefined } = {}): Promise<Result> {
  const opened = await openLedger(request);
  if (hasErrors(opened.diagnostics)) return { done: [], diagnostics: opened.diagnostics };
  const done: Done[] = [];
  for (;;) {
    const round = await applyRound(request, opened.ledger, options.to);
    done.push(...round.done);
    if (!round.overtaken) return { done, diagnostics: [...opened.diagnostics, ...round.diagnostics] };
  }
}

/** Everything that is pending by the ledger as it is now; `overtaken` when another runner changed it meanwhile. */
async function applyRound(request: Request, ledger: Ledger, to: string | undefined): Promise<Result & { readonly overtaken: boolean }> {
  const { adapter, migrations, planner } = request;
  const entries = await readLedger(adapter, ledger);
  const history = compareHistory(entries, migrations, adapter.dialect);
  const { queue, diagnostics: unknown } = select(history, migrations, to);
  const idle = hasErrors([...history.diagnostics, ...unknown]) || queue.length === 0;
  if (!idle) await planner.prepare();
  const works = idle ? [] : plan(queue, history, foldHistory(history.applied, planner), request);
  const diagnostics: Diagnostic[] = [...history.diagnostics, ...unknown, ...works.flatMap((work) => [...work.plan.diagnostics, ...checkResumed(work)])];
  const done: Done[] = [];
  if (hasErrors(diagnostics)) return { done, diagnostics, overtaken: false };
  let expected = stateOf(entries);
  for (const work of works) {
    const begun = performance.now();
    const outcome = await execute(work, { adapter, ledger, expected, plan: work.plan, script: scriptFor(work.migration, 'up', adapter.dialect) ?? work.migration.up }, request.toolVersion);
    if (outcome.kind === 'failed') return { done, diagnostics: [...diagnostics, outcome.diagnostic], overtaken: false };
    if (outcome.kind === 'overtaken') return { done, diagnostics, overtaken: true };
    if (!work.interrupted) expected = withEntry(expected, work.migration);
    done.push({ name: work.migration.name, steps: work.plan.steps.length, durationMs: performance.now() - begun });
    request.onDone?.(done[done.length - 1] as Done);
  }
  return { done, diagnostics, overtaken: false };
}

/** An interrupted migration goes first: nothing may be applied on top of a half. */
function select({ unfinished, pending }: History, migrations: readonly Migration[], to: string | undefined): { readonly queue: readonly (Migration | Applied)[]; readonly diagnostics: readonly Diagnostic[] } {
  const first = unfinished ? [unfinished] : [];
  if (to === undefined) return { queue: [...first, ...pending], diagnostics: [] };
  const last = migrations.findLastIndex(({ name, version }) => name === to || version === to);
  if (last === -1) return { queue: [], diagnostics: [diagnose('unknown-migration', { message: `there is no migration "${to}"` })] };
  const wanted = new Set(migrations.slice(0, last + 1));
  return { queue: [...first, ...pending.filter((migration) => wanted.has(migration))], diagnostics: [] };
}

function plan(queue: readonly (Migration | Applied)[], { unfinished }: History, before: Catalog, { planner }: Request): readonly Work[] {
  const works: Work[] = [];
  let catalog = before;
  for (const item of queue) {
    const migration = 'migration' in item ? item.migration : item;
    const made = planner.planFor(migration, 'up', catalog);
    works.push({ migration, plan: made, ...(item === unfinished && { interrupted: unfinished.entry }) });
    catalog = made.catalog;
  }
  return works;
}

/** The steps that are done cannot be changed any more; the rest of the file may. */
function checkResumed({ migration: { name, up: script }, plan: { steps }, interrupted }: Work): readonly Diagnostic[] {
  if (!interrupted || stepsChecksum(steps.slice(0, interrupted.stepsDone)) === interrupted.planChecksum) return [];
  const message = `${name} was interrupted after ${interrupted.stepsDone} steps, and those have changed since (their checksum was ${short(interrupted.planChecksum)})`;
  return [diagnose('checksum-changed', { message, file: script.file, help: 'Restore the beginning of the file as it was; only what comes after it may change.' })];
}

async function execute({ migration, interrupted }: Work, application: Application, toolVersion: string): Promise<Outcome> {
  const { ledger, expected, plan: made, adapter } = application;
  const stepwise = !made.atomic || interrupted !== undefined;
  const stepsDone = stepwise ? (interrupted?.stepsDone ?? 0) : made.steps.length;
  const entry: NewEntry = {
    name: migration.name,
    version: migration.version,
    checksum: sourceChecksum(migration, adapter.dialect),
    planChecksum: stepsChecksum(made.steps.slice(0, stepsDone)),
    stepsDone,
    toolVersion,
  };
  if (stepwise) return applyStepwise(application, entry, interrupted);
  return applyBatch(application, [ledger.sql.begin(entry, expected)], [ledger.sql.finish(entry.name)]);
}
