import type { Plan, Verdict } from '../../src/model/plan.js';
import type { Span } from '../../src/model/span.js';
import type { Target } from '../../test/support/facts/databases.js';
import type { History } from './history.js';

/** How far a history gets on one target. */
export interface TargetRun {
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Files before the first that is refused or fails. */
  readonly applied: number;
  readonly stop?: Stop;
  /** Codes of the warnings, with how often each is given. */
  readonly warnings: Readonly<Record<string, number>>;
}

/** Why a history stops: the first refused statement, or the error of the database. */
export interface Stop {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly statement: string;
}

/** Applies plans, one batch a file, until one cannot be. */
export async function runTarget(history: History, plans: readonly Plan[], target: Target): Promise<TargetRun> {
  const verdicts = { exact: 0, emulated: 0, ignored: 0, refused: 0 };
  const warnings: Record<string, number> = {};
  for (const [i, plan] of plans.entries()) {
    for (const { verdict } of plan.verdicts) verdicts[verdict]++;
    for (const { code, severity } of plan.diagnostics) if (severity !== 'error') warnings[code] = (warnings[code] ?? 0) + 1;
    const stop = refusalOf(plan, history, i) ?? (await applicationOf(plan, history, i, target));
    if (stop) return { verdicts, applied: i, stop, warnings };
  }
  return { verdicts, applied: plans.length, warnings };
}

function stopAt(history: History, i: number, span: Span | undefined, message: string): Stop {
  const { file, text } = history.migrations[i]?.up ?? { file: '', text: '' };
  const start = span?.start ?? 0;
  return { file, line: text.slice(0, start).split('\n').length, message, statement: text.slice(start, span?.end ?? start + 300) };
}

function refusalOf(plan: Plan, history: History, i: number): Stop | undefined {
  const error = plan.diagnostics.find(({ severity }) => severity === 'error');
  if (error) return stopAt(history, i, error.span, `${error.code}: ${error.message}`);
  const refused = plan.verdicts.find(({ verdict }) => verdict === 'refused');
  return refused && stopAt(history, i, refused.statement.span, `refused without a diagnostic: ${refused.reason ?? ''}`);
}

async function applicationOf(plan: Plan, history: History, i: number, target: Target): Promise<Stop | undefined> {
  try {
    await target.apply(plan.steps.map(({ sql }) => sql));
    return undefined;
  } catch (error) {
    const step = (error as { step?: number }).step;
    const cause = step === undefined ? undefined : plan.steps[step];
    const message = (error as Error).message;
    return { ...stopAt(history, i, cause?.cause?.span, message), ...(cause && { message: `${message}\n    generated: ${cause.sql.slice(0, 600)}` }) };
  }
}
