import { diagnose } from '../diagnostics/diagnose.js';
import type { Catalog } from '../model/catalog.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { DialectName } from '../model/dialect.js';
import type { LedgerEntry } from '../model/ledger.js';
import type { Migration } from '../model/migration.js';
import { short, sourceChecksum } from './checksum.js';
import type { Planner } from './planner.js';
import { compareVersions } from './versions.js';

/** The ledger held against the files. */
export interface History {
  /** Applied migrations with their files, in applied order. */
  readonly applied: readonly Applied[];
  /** A migration that was interrupted: its first steps are done. There is at most one, the last. */
  readonly unfinished: Applied | undefined;
  /** Files that the ledger does not have, in file order. */
  readonly pending: readonly Migration[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface Applied {
  readonly entry: LedgerEntry;
  readonly migration: Migration;
}

/** Order is set membership, never a high-water mark: a file that was merged late is pending like any other. */
export function compareHistory(entries: readonly LedgerEntry[], migrations: readonly Migration[], dialect: DialectName): History {
  const files = new Map(migrations.map((migration) => [migration.name, migration]));
  const known = new Set(entries.map(({ name }) => name));
  const pending = migrations.filter(({ name }) => !known.has(name));
  const found = entries.flatMap((entry): readonly Applied[] => {
    const migration = files.get(entry.name);
    return migration ? [{ entry, migration }] : [];
  });
  const missing = entries.filter(({ name }) => !files.has(name));
  const applied = found.filter(({ entry }) => entry.state === 'applied');
  return {
    applied,
    unfinished: found.find(({ entry }) => entry.state !== 'applied'),
    pending,
    diagnostics: [...applied.flatMap(({ entry, migration }) => checkChecksum(entry, migration, dialect)), ...missing.map((entry) => reportMissing(entry, pending.length > 0)), ...reportLate(applied, pending)],
  };
}

/** The catalog of the database: everything that was applied, in the order in which it was applied. */
export function foldHistory(applied: readonly Applied[], planner: Planner): Catalog {
  return applied.reduce((catalog, { migration }) => planner.catalogAfter(migration, catalog), planner.initial);
}

function checkChecksum(entry: LedgerEntry, migration: Migration, dialect: DialectName): readonly Diagnostic[] {
  const checksum = sourceChecksum(migration, dialect);
  if (entry.checksum === checksum) return [];
  const message = `${migration.up.file} has changed since it was applied: its checksum was ${short(entry.checksum)} and is ${short(checksum)} now`;
  return [diagnose('checksum-changed', { message, file: migration.up.file })];
}

/** Without anything to apply, a missing file does no harm: an older release runs on a newer database. */
function reportMissing({ name, executedAt }: LedgerEntry, blocking: boolean): Diagnostic {
  const finding = diagnose('migration-missing', { message: `the database has ${name}, applied at ${executedAt ?? 'an unknown time'}, but there is no such file` });
  return blocking ? finding : { ...finding, severity: 'warning' };
}

function reportLate(applied: readonly Applied[], pending: readonly Migration[]): readonly Diagnostic[] {
  const last = applied.reduce((latest, { migration }) => (compareVersions(migration.version, latest) > 0 ? migration.version : latest), '');
  return pending
    .filter(({ version }) => compareVersions(version, last) < 0)
    .map(({ up }) => diagnose('migration-late', { message: `${up.file} comes before migrations that are applied already; it is applied after them`, file: up.file }));
}
