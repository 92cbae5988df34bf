import { existsSync } from 'node:fs';
import { readMigrations } from '../1-source/read-migrations.js';
import { judge } from '../settings/configuration.js';
import { describeLocation, type DatabaseLocation } from '../settings/database-location.js';
import type { DatabaseAdapter } from '../model/adapter.js';
import { type Diagnostic, hasErrors } from '../model/diagnostic.js';
import type { Migration } from '../model/migration.js';
import { openDatabase } from '../settings/open-database.js';
import type { ExitCode } from './exit-code.js';
import { type SourceOf, sourcesOf } from '../output/source-of.js';
import { asJson, exitOf } from './findings.js';
import type { Flags } from './flags.js';
import { createReporter, type Reporter } from './reporter.js';
import { databaseOf, readSettings, type Settings } from './settings.js';

/** What the commands that talk to a database work with. */
export interface Session {
  readonly settings: Settings;
  readonly migrations: readonly Migration[];
  /** What was found while the directory was read; no error among it. */
  readonly found: readonly Diagnostic[];
  readonly sourceOf: SourceOf;
  readonly adapter: DatabaseAdapter;
  /** Type and place of the database, for people. */
  readonly place: string;
  readonly reporter: Reporter;
}

/**
 * Reads the directory, opens the database, does the work, and closes the database whatever happens.
 *
 * @param options.readOnly an SQLite file that does not exist is not created
 */
export async function withSession(flags: Flags, options: { readonly readOnly: boolean }, work: (session: Session) => Promise<ExitCode>): Promise<ExitCode> {
  const reporter = createReporter(flags);
  const settings = await readSettings(flags);
  const location = databaseOf(flags, settings);
  const { migrations, diagnostics } = readMigrations(settings.dir);
  const sourceOf = sourcesOf(migrations);
  const found = judge(diagnostics, settings);
  reporter.diagnostics(found, sourceOf);
  if (hasErrors(found)) {
    reporter.document({ diagnostics: asJson(found, sourceOf) });
    return exitOf(found);
  }
  const adapter = await openDatabase(options.readOnly ? withoutCreating(location) : location);
  try {
    return await work({ settings, migrations, found, sourceOf, adapter, place: `${location.type} ${describeLocation(location)}`, reporter });
  } finally {
    await adapter.close();
  }
}

/** An SQLite file that is not there says as much as an empty one. */
function withoutCreating(location: DatabaseLocation): DatabaseLocation {
  return location.type === 'sqlite' && !existsSync(location.file) ? { type: 'sqlite', file: ':memory:' } : location;
}
