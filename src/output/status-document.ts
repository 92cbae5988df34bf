import type { Status, StatusEntry } from '../5-apply/status.js';
import { type DiagnosticJson, diagnosticToJson } from '../diagnostics/diagnostic-json.js';
import { hasErrors } from '../model/diagnostic.js';
import type { SourceOf } from './source-of.js';

/** What `transmigrate status --json`, the Express server and the Worker answer. */
export interface StatusDocument {
  readonly database: Status['database'];
  readonly total: number;
  readonly executed: number;
  readonly pending: number;
  /** Everything is executed, and no applied file has changed. */
  readonly current: boolean;
  readonly migrations: readonly StatusEntry[];
  readonly diagnostics: readonly DiagnosticJson[];
}

/** @param sourceOf the text of a file, so that a finding has line and column */
export function statusDocument(status: Status, sourceOf?: SourceOf): StatusDocument {
  const { database, total, executed, pending, entries, diagnostics } = status;
  return {
    database,
    total,
    executed,
    pending,
    current: isCurrent(status),
    migrations: entries,
    diagnostics: diagnostics.map((diagnostic) => diagnosticToJson(diagnostic, diagnostic.file === undefined ? undefined : sourceOf?.(diagnostic.file))),
  };
}

export function isCurrent({ pending, diagnostics }: Status): boolean {
  return pending === 0 && !hasErrors(diagnostics);
}
