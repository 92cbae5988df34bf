import type { Dialect } from '../dialects/dialect.js';
import type { Catalog } from '../model/catalog.js';
import type { Change } from '../model/change.js';
import type { TargetOptions } from '../model/dialect.js';
import type { Plan } from '../model/plan.js';
import { planPostgres } from './postgres-plan.js';
import { planSqlite } from './sqlite-plan.js';

/**
 * The steps that carry one migration's changes to a target.
 *
 * @param migration the migration's name, for messages
 * @param changes what its statements do, in order; the first starts at `before`
 * @param before the catalog that the target's database has now
 * @param dialect the target
 * @param options the user's choices for SQLite and D1; Postgres ignores them
 * @returns a plan. When `diagnostics` has an error, its steps are incomplete and must not be executed.
 */
export function planMigration(migration: string, changes: readonly Change[], before: Catalog, dialect: Dialect, options: TargetOptions): Plan {
  return dialect.name === 'postgres' ? planPostgres(migration, changes, before) : planSqlite(migration, changes, before, dialect, options);
}
