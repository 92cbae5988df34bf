/**
 * Write migrations once, in Postgres syntax; run them on Postgres, PGlite, SQLite and Cloudflare D1.
 *
 * @example
 * import { connectSqlite, migrate, readMigrations } from 'transmigrate';
 *
 * const adapter = await connectSqlite('./local.db');
 * const { done, diagnostics } = await migrate({ adapter, migrations: readMigrations('./migrations').migrations });
 * await adapter.close();
 * @packageDocumentation
 */

// A directory of migrations, in any of the usual layouts.
export { type MigrationDirectory, readMigrations } from './1-source/read-migrations.js';

// The compiler: pure, without files, environment or database.
export { loadParser } from './2-parse/parse.js';
export { transpile, type TranspileOptions } from './transpile.js';
export { d1Files, type MigrationFile, sqlFile } from './output/migration-files.js';
export { singleLine } from './output/single-line.js';

// The runner.
export { migrate, migrateDown, type MigrateOptions, migrationStatus } from './migrate.js';
export type { Done, Result } from './5-apply/request.js';
export type { Status, StatusEntry } from './5-apply/status.js';
export { statusDocument, type StatusDocument } from './output/status-document.js';

// Databases. Each driver is loaded when its database is opened; it is yours to install.
export { type DatabaseEnvironment, type DatabaseLocation, locateDatabase } from './settings/database-location.js';
export { openDatabase } from './settings/open-database.js';
export { attachD1, type D1Binding } from './adapters/d1.js';
export { attachPglite, connectPglite } from './adapters/pglite.js';
export { attachPostgres, connectPostgres } from './adapters/postgres.js';
export { attachSqlite, connectSqlite } from './adapters/sqlite.js';
export { DatabaseNotReady, DependencyMissing } from './adapters/failures.js';
export { BatchError, type DatabaseAdapter, type Row, type SqlStatement, type SqlValue } from './model/adapter.js';

// What is found on the way.
export { type DiagnosticJson, diagnosticToJson } from './diagnostics/diagnostic-json.js';
export { renderDiagnostic, type RenderOptions } from './diagnostics/render.js';
export { Refusal } from './diagnostics/refusal.js';
export type { Diagnostic, Severity } from './model/diagnostic.js';

export type { DialectName, Mapping, TargetOptions } from './model/dialect.js';
export type { Migration, Script } from './model/migration.js';
export type { Plan, StatementVerdict, Step, Verdict } from './model/plan.js';
export type { Place, Span } from './model/span.js';
export type { LedgerEntry } from './model/ledger.js';
