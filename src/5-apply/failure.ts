import { diagnose } from '../diagnostics/diagnose.js';
import type { BatchError } from '../model/adapter.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Script } from '../model/migration.js';
import type { Plan, Step } from '../model/plan.js';
import type { Place } from '../model/span.js';

/** A long INSERT is shown by its beginning, in UTF-16 code units. */
const SHOWN_SQL = 2_000;

/**
 * A migration that the database refuses: where in the source, which statement was executed, what the database says.
 *
 * @param index the step that failed, or undefined when it failed as a whole, at its commit
 */
export function reportFailure(plan: Plan, script: Script, index: number | undefined, error: BatchError, aftermath: string): Diagnostic {
  const step = index === undefined ? undefined : plan.steps[index];
  const where = step === undefined ? 'at the end of its transaction' : `at step ${(index ?? 0) + 1} of ${plan.steps.length}`;
  const place = step && placeOf(step, script, error.cause);
  return diagnose('migration-failed', {
    message: `${plan.migration} failed ${where}: ${raisedBy(step, error) ?? `${error.message}${detailsOf(error.cause)}`}`,
    file: place?.file ?? script.file,
    span: place?.span,
    help: step === undefined ? aftermath : `${aftermath} This was executed:\n${shown(step.sql)}`,
  });
}

/** What the migration itself has to say, and not the database. */
function raisedBy(step: Step | undefined, { message }: BatchError): string | undefined {
  return step?.raises?.as.some((text) => message.includes(text)) ? step.raises.message : undefined;
}

/** Postgres says at which character of the statement it stumbled; on Postgres the statement is the source itself. */
function placeOf({ sql, cause }: Step, { file, text }: Script, error: unknown): Place | undefined {
  const position = Number(field(error, 'position'));
  if (cause === undefined || cause.file !== file || !(position > 0)) return cause;
  if (text.slice(cause.span.start, cause.span.end) !== sql) return cause;
  // Its positions count characters from 1, spans count UTF-16 code units from 0.
  const start = cause.span.start + [...sql].slice(0, position - 1).join('').length;
  return { file, span: { start, end: cause.span.end } };
}

function detailsOf(error: unknown): string {
  return ['detail', 'hint'].flatMap((name) => field(error, name) ?? []).map((text) => ` (${text})`).join('');
}

function field(error: unknown, name: string): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function shown(sql: string): string {
  return sql.length <= SHOWN_SQL ? sql : `${sql.slice(0, SHOWN_SQL)} ...`;
}
