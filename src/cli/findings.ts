import { type DiagnosticJson, diagnosticToJson } from '../diagnostics/diagnostic-json.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Migration } from '../model/migration.js';
import { EXIT, type ExitCode } from './exit-code.js';

/** The text of a file that a finding names, for its place in the file. */
export type SourceOf = (file: string) => string | undefined;

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

export function hasErrors(found: readonly Diagnostic[]): boolean {
  return found.some(({ severity }) => severity === 'error');
}

/** What the process says about these findings: success when none is an error. */
export function exitOf(found: readonly Diagnostic[]): ExitCode {
  const error = found.find(({ severity }) => severity === 'error');
  return error === undefined ? EXIT.success : (EXITS[error.code] ?? EXIT.migrationFailed);
}

export function sourcesOf(migrations: readonly Migration[]): SourceOf {
  const scripts = migrations.flatMap(({ up, down, overrides }) => [up, down, overrides.sqlite?.up, overrides.sqlite?.down, overrides.d1?.up, overrides.d1?.down]);
  const texts = new Map(scripts.flatMap((script) => (script === undefined ? [] : [[script.file, script.text] as const])));
  return (file) => texts.get(file);
}

export function asJson(found: readonly Diagnostic[], sourceOf: SourceOf): readonly DiagnosticJson[] {
  return found.map((diagnostic) => diagnosticToJson(diagnostic, diagnostic.file === undefined ? undefined : sourceOf(diagnostic.file)));
}
