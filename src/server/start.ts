import { messageOf } from '../adapters/failures.js';
import { judge, targetOptions } from '../settings/configuration.js';
import type { Configuration } from '../settings/configuration-schema.js';
import { renderDiagnostic } from '../diagnostics/render.js';
import { migrate, migrationStatus } from '../migrate.js';
import type { DatabaseAdapter } from '../model/adapter.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Migration } from '../model/migration.js';
import { documentationPath } from '../output/documentation-path.js';
import { sourcesOf } from '../output/source-of.js';
import { toolVersion } from '../output/own-package.js';
import { ensureSuperAdmin, type SuperAdminOutcome, type SuperAdminRequest } from './super-admin.js';

/** What the console offers. */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
}

export interface Start {
  readonly adapter: DatabaseAdapter;
  readonly migrations: readonly Migration[];
  /** What was found while the directory was read. */
  readonly diagnostics: readonly Diagnostic[];
  readonly configuration: Configuration;
  readonly log: Log;
  /** False: only say what is pending. */
  readonly wanted: boolean;
}

/** Applies what is pending, and says so; what is wrong is a warning. */
export async function migrateAtStart({ adapter, migrations, diagnostics, configuration, log, wanted }: Start): Promise<void> {
  const unread = errorsOf(diagnostics);
  if (unread.length > 0) {
    warn(unread, migrations, log);
    return;
  }
  if (!wanted) {
    const { pending } = await migrationStatus({ adapter, migrations });
    if (pending > 0) log.warn(`! ${adapter.database}: ${pending} of ${migrations.length} migrations are pending; DB_AUTO_MIGRATE=true or "transmigrate up" applies them`);
    return;
  }
  const result = await migrate({ ...targetOptions(configuration), adapter, migrations, toolVersion: toolVersion(), judge: (found) => judge(found, configuration) });
  const errors = errorsOf(result.diagnostics);
  warn(errors, migrations, log);
  const [first, last] = [result.done[0], result.done.at(-1)];
  if (first && last) log.info(`✓ ${adapter.database}: applied ${first === last ? first.name : `${result.done.length} migrations, ${first.name} to ${last.name}`}`);
  else if (errors.length === 0) log.info(`✓ ${adapter.database}: schema is current, ${migrations.length} migrations`);
}

/** Creates the super admin on the first run, and shows once what was made up for it. */
export async function superAdminAtStart(adapter: DatabaseAdapter, request: SuperAdminRequest | undefined, log: Log): Promise<void> {
  try {
    if (request === undefined) log.warn('! no super admin: SUPER_ADMIN_EMAIL is not set');
    else announce(await ensureSuperAdmin(adapter, request), log);
  } catch (error) {
    log.warn(`! no super admin: ${messageOf(error)}`);
  }
}

function announce(outcome: SuperAdminOutcome, log: Log): void {
  if (outcome.kind === 'impossible') log.warn(`! no super admin: ${outcome.reason}`);
  if (outcome.kind !== 'created') return;
  const { password, apiKey } = outcome.generated;
  log.info(`✓ super admin ${outcome.email} created`);
  if (password !== undefined) log.info(`  password: ${password}   (made up now and shown once)`);
  else log.info('  password: as in SUPER_ADMIN_PASSWORD');
  if (apiKey !== undefined) log.info(`  API key:  ${apiKey}   (made up now and shown once)`);
  else if (outcome.keepsKey) log.info('  API key:  as in SUPER_ADMIN_API_KEY');
}

function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'error');
}

function warn(errors: readonly Diagnostic[], migrations: readonly Migration[], log: Log): void {
  if (errors.length > 0) log.warn('! the migrations failed; the server starts without them');
  const sourceOf = sourcesOf(migrations);
  for (const error of errors) log.warn(renderDiagnostic(error, error.file === undefined ? undefined : sourceOf(error.file), { docs: documentationPath() }));
}
