import { DatabaseNotReady, DependencyMissing, helpOf, messageOf } from '../adapters/failures.js';
import { diagnosticToJson } from '../diagnostics/diagnostic-json.js';
import { Refusal } from '../diagnostics/refusal.js';
import { EXIT, type ExitCode } from './exit-code.js';
import type { Reporter } from './reporter.js';

interface Failure {
  readonly exit: ExitCode;
  readonly code: string;
  readonly message: string;
  readonly help?: string | undefined;
}

/** Says what went wrong, and returns the exit code that means it. A stack trace shows with --verbose or DEBUG only. */
export function failed(error: unknown, reporter: Reporter): ExitCode {
  const failure = failureOf(error);
  if (error instanceof Refusal) reporter.diagnostics([error.diagnostic]);
  else reporter.error(failure.help === undefined ? failure.message : `${failure.message}\n  = help: ${failure.help}`);
  const { exit, ...said } = failure;
  reporter.document({ error: said });
  if (reporter.verbose && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n${causes(error)}`);
  return exit;
}

function failureOf(error: unknown): Failure {
  const message = messageOf(error);
  if (error instanceof DependencyMissing) return { exit: EXIT.dependencyMissing, code: 'dependency-missing', message, help: helpOf(error) };
  if (error instanceof DatabaseNotReady) return { exit: EXIT.databaseNotReady, code: 'database-not-ready', message, help: helpOf(error) };
  if (error instanceof Refusal) return { exit: EXIT.general, ...diagnosticToJson(error.diagnostic) };
  return { exit: EXIT.general, code: 'unexpected', message };
}

function causes(error: Error): string {
  return error.cause instanceof Error ? `caused by ${error.cause.stack ?? error.cause.message}\n${causes(error.cause)}` : '';
}
