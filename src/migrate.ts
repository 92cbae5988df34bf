import { loadParser } from './2-parse/parse.js';
import { down } from './5-apply/down.js';
import type { Planner } from './5-apply/planner.js';
import type { Done, Request, Result } from './5-apply/request.js';
import { status, type Status } from './5-apply/status.js';
import { up } from './5-apply/up.js';
import type { DatabaseAdapter } from './model/adapter.js';
import { emptyCatalog } from './model/catalog-lookup.js';
import type { Diagnostic } from './model/diagnostic.js';
import type { TargetOptions } from './model/dialect.js';
import type { Migration } from './model/migration.js';
import type { Plan } from './model/plan.js';
import { foldScript, planScript } from './transpile.js';

/** What is applied, and to which database. */
export interface MigrateOptions extends Partial<TargetOptions> {
  /** Where to; it stays open. */
  readonly adapter: DatabaseAdapter;
  /** In order, as `readMigrations` returns them. */
  readonly migrations: readonly Migration[];
  /** Written into the ledger. */
  readonly toolVersion?: string;
  /** Called after each migration, for progress. */
  readonly onDone?: (done: Done) => void;
  /** Judges the findings of each plan, for example to turn warnings into errors. A plan that has an error is not executed. */
  readonly judge?: (diagnostics: readonly Diagnostic[]) => readonly Diagnostic[];
}

/**
 * Applies what is pending, in order. What goes wrong is among the `diagnostics`; a migration that fails leaves nothing behind.
 *
 * @param options.to the last migration to apply, by name or version
 * @example
 * const adapter = await connectSqlite('./local.db');
 * const { done, diagnostics } = await migrate({ adapter, migrations: readMigrations('./migrations').migrations });
 */
export function migrate(options: MigrateOptions & { readonly to?: string | undefined }): Promise<Result> {
  return up(requestOf(options), options);
}

/**
 * Takes back what was applied last, by the down scripts.
 *
 * @param options.steps how many migrations; 1 by default
 */
export function migrateDown(options: MigrateOptions & { readonly steps?: number | undefined }): Promise<Result> {
  return down(requestOf(options), options);
}

/** What is executed and what is pending. Changes nothing. */
export function migrationStatus({ adapter, migrations }: Pick<MigrateOptions, 'adapter' | 'migrations'>): Promise<Status> {
  return status({ adapter, migrations });
}

function requestOf(options: MigrateOptions): Request {
  const { adapter, migrations, toolVersion = 'unknown', onDone } = options;
  return { adapter, migrations, toolVersion, onDone, planner: plannerOf(options) };
}

/** The compiler for this database. The parser is loaded when something has to be read, not for a database that is up to date. */
function plannerOf({ adapter, judge, mapping, guards, types }: MigrateOptions): Planner {
  const options = { target: adapter.dialect, ...(mapping && { mapping }), ...(guards !== undefined && { guards }), ...(types && { types }) };
  const judged = (plan: Plan): Plan => (judge ? { ...plan, diagnostics: judge(plan.diagnostics) } : plan);
  return {
    initial: emptyCatalog(),
    prepare: loadParser,
    planFor: (migration, direction, before) => judged(planScript(migration, direction, before, options)),
    catalogAfter: (migration, before) => foldScript(migration.up, before, adapter.dialect),
  };
}
