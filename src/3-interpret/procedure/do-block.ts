import type { Effect } from '../../model/change.js';
import type { ProcedureBlock } from '../../model/procedure.js';
import type { Statement } from '../../model/statement.js';
import { Refusal } from '../../diagnostics/refusal.js';
import { stringOf } from '../catalog/resolve.js';
import type { Draft } from '../draft.js';
import { refuse } from '../refuse.js';
import { leavesChanging } from './do/asks-of-changing.js';
import { carriedOutOnAnyDay } from './do/by-the-day.js';
import { runInOneRound } from './do/in-one-round.js';
import { dropKept } from './do/keep-values.js';
import { runBlock } from './do/run-body.js';
import { newRunner, type Runner } from './do/runner.js';
import type { MomentValue } from './do/value.js';
import { endsTransactions, withoutCommits } from './do/without-commits.js';

const NOTHING = 'nothing to do: its conditions do not hold here';

/** `DO $$ .. $$`: carried out on the catalog while the migration is read, so that its statements stand where it stood. */
export function doBlock(draft: Draft): Effect {
  const { statement, services } = draft;
  const language = languageOf(statement);
  if (language !== 'plpgsql') return refuse(draft, 'do-block-unsupported', `a DO block in ${language} cannot be carried over`);
  const reading = services.parser?.parseProcedure(statement);
  if (!reading) return refuse(draft, 'do-block-unsupported', 'a DO block cannot be read here');
  if ('diagnostics' in reading) throw reading.diagnostics[0] ? new Refusal(reading.diagnostics[0]) : new Error('a body that cannot be read has a diagnostic');
  return runBody(draft, reading.procedure.body, reading.procedure.file, new Map());
}

function languageOf({ node }: Statement): string {
  const options = 'DoStmt' in node ? (node.DoStmt.args ?? []) : [];
  const language = options.flatMap((option) => ('DefElem' in option && option.DefElem.defname === 'language' ? [stringOf(option.DefElem.arg)] : []))[0];
  return (language ?? 'plpgsql').toLowerCase();
}

/** Carries a body out; its variables begin with the parameters. */
export function runBody(draft: Draft, body: ProcedureBlock, file: string, parameters: Runner['variables']): Effect {
  if (endsTransactions(body)) draft.endsTransactions = true;
  const runner = changingCarriedOut(draft, withoutCommits(body), file, new Map([['found', { type: undefined, value: false }], ...parameters]));
  draft.catalog = runner.catalog;
  return runner.changes.length === 0 ? { kind: 'none', reason: NOTHING } : { kind: 'sequence', changes: runner.changes };
}

function ran(body: ProcedureBlock, runner: Runner): Runner {
  runBlock(body, runner);
  return runner;
}

/** By the rows that migrations have written, which the database is asked for. */
function supposedly(body: ProcedureBlock, runner: Runner, obstacle: Refusal): Runner {
  try {
    return ran(body, runner);
  } catch (error) {
    throw error instanceof Refusal ? obstacle : error;
  }
}

/** Where the value of a function that changes rows is asked for, all of it is one round of a loop, if that can be. */
function changingCarriedOut(draft: Draft, body: ProcedureBlock, file: string, variables: Runner['variables']): Runner {
  const runner = carriedOut(draft, body, file, variables);
  const leaves = leavesChanging(runner.changes, runner.catalog);
  if (!leaves && !runner.asksChanging) return runner;
  const round = newRunner(file, draft.catalog, draft.services, variables, { keeping: true, body, run: runBlock });
  try {
    runInOneRound(body, round);
    dropKept(round);
    return round;
  } catch (error) {
    // Nothing of the call is left where nothing reads its value.
    if (!(error instanceof Refusal) || !leaves) throw error;
    return runner;
  }
}

/** First with what is read from rows worked out at each use, which needs nothing else; where that is not the same, with it set aside. */
function carriedOut(draft: Draft, body: ProcedureBlock, file: string, variables: Runner['variables']): Runner {
  const text = JSON.stringify(body);
  const reads = { found: text.includes('"found"'), count: text.includes('"get-diagnostics"') };
  const attempt = (keeping: boolean, supposing = false, clock?: MomentValue): Runner => newRunner(file, draft.catalog, draft.services, variables, { keeping, reads, body, supposing, run: runBlock, ...(clock && { clock }) });
  try {
    return ran(body, attempt(false));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const kept = error.diagnostic.code === 'do-block-unsupported' ? keptOut(body, attempt(true), error) : error;
    if (!(kept instanceof Refusal)) return kept;
    const onAnyDay = carriedOutOnAnyDay((clock) => ran(body, attempt(false, false, clock)), draft.catalog);
    if (onAnyDay) return onAnyDay;
    if (draft.catalog.written.size === 0) throw kept;
    return supposedly(body, attempt(false, true), kept);
  }
}

/** This attempt comes further, so that its refusal names what really stands in the way; but for system views, which it reads as tables. */
function keptOut(body: ProcedureBlock, keeping: Runner, first: Refusal): Runner | Refusal {
  try {
    runBlock(body, keeping);
    dropKept(keeping);
    return keeping;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.diagnostic.code === 'system-catalog-query' ? first : error;
  }
}
