import { type DiagnosticJson, diagnosticToJson } from '../diagnostics/diagnostic-json.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { SourceOf } from '../output/source-of.js';
import { EXIT, type ExitCode } from './exit-code.js';

/** Errors that do not mean "a migration failed, or cannot be transpiled". */
const EXITS: Readonly<Record<string, ExitCode>> = {
  'checksum-changed': EXIT.pending,
  'migration-missing': EXIT.pending,
  'ledger-unreadable': EXIT.databaseNotReady,
  'migration-running': EXIT.databaseNotReady,
  'unknown-migration': EXIT.general,
  'migrations-directory-missing': EXIT.general,
  'migrations-directory-unreadable': EXIT.general,
};

/** What the process says about these findings: success when none is an error. */
export function exitOf(found: readonly Diagnostic[]): ExitCode {
  const error = found.find(({ severity }) => severity === 'error');
  return error === undefined ? EXIT.success : (EXITS[error.code] ?? EXIT.migrationFailed);
}

export function asJson(found: readonly Diagnostic[], sourceOf: SourceOf): readonly DiagnosticJson[] {
  return found.map((diagnostic) => diagnosticToJson(diagnostic, diagnostic.file === undefined ? undefined : sourceOf(diagnostic.file)));
}
