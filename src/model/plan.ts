import type { Catalog } from './catalog.js';
import type { Diagnostic } from './diagnostic.js';
import type { DialectName } from './dialect.js';
import type { Place } from './span.js';
import type { Statement } from './statement.js';

/** One statement of the target's SQL. */
export interface Step {
  /** Complete and executable by itself, without the closing semicolon. */
  readonly sql: string;
  /** The source that it comes from; a rebuild names the first statement that asked for it. */
  readonly cause?: Place;
  /** What the migration says where it stops here by a condition of its own, and how the database says that then. */
  readonly raises?: { readonly message: string; readonly as: readonly string[] };
}

/** How one source statement fared on the target. */
export type Verdict = 'exact' | 'emulated' | 'ignored' | 'refused';

/** What became of one statement. */
export interface StatementVerdict {
  readonly statement: Statement;
  readonly verdict: Verdict;
  /** Why it is not exact. */
  readonly reason?: string;
}

/** What one migration (or its down script) executes on one target. */
export interface Plan {
  readonly migration: string;
  readonly target: DialectName;
  /** True: all steps and the ledger row are one batch. False: a step cannot run in a transaction (CREATE INDEX CONCURRENTLY, VACUUM, ..). */
  readonly atomic: boolean;
  readonly steps: readonly Step[];
  readonly verdicts: readonly StatementVerdict[];
  readonly diagnostics: readonly Diagnostic[];
  /** The catalog after it; the next plan starts here. */
  readonly catalog: Catalog;
}
