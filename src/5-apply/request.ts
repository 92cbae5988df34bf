import type { DatabaseAdapter } from '../model/adapter.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Migration } from '../model/migration.js';
import type { Planner } from './planner.js';

/** What every run needs. */
export interface Request {
  readonly adapter: DatabaseAdapter;
  /** In file order. */
  readonly migrations: readonly Migration[];
  readonly planner: Planner;
  readonly toolVersion: string;
  /** Called after each migration, for progress. */
  readonly onDone?: ((done: Done) => void) | undefined;
}

/** One migration that was applied or taken back. */
export interface Done {
  readonly name: string;
  /** Statements that were executed for it. */
  readonly steps: number;
  /** Milliseconds. */
  readonly durationMs: number;
}

/** What was done before it ended, and why it ended there if it did not do all. */
export interface Result {
  /** Migrations that were applied (or taken back) now, in this order. */
  readonly done: readonly Done[];
  /** With an error among them, the run stopped there. */
  readonly diagnostics: readonly Diagnostic[];
}
