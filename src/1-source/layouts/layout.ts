import type { Diagnostic } from '../../model/diagnostic.js';
import type { Script } from '../../model/migration.js';

/** One file, or one half of a file, and what it is to its migration. */
export interface Part {
  readonly name: string;
  readonly version: string;
  readonly direction: 'up' | 'down';
  /** It replaces the migration on this target. */
  readonly target?: 'sqlite' | 'd1';
  /** `.postgres` was written: it wins over a file for all databases. */
  readonly specific?: boolean;
  readonly script: Script;
  readonly journalTime?: number;
  /** It runs after all that have a version: a repeatable migration of Flyway. */
  readonly last?: true;
}

/** What a layout makes of a directory's files. */
export interface Reading {
  readonly parts: readonly Part[];
  readonly diagnostics: readonly Diagnostic[];
  /** The tool runs them in the order of their names, whatever their numbers are. */
  readonly byName?: boolean;
}
