import type { Row } from '../model/adapter.js';
import { matchName, matchVersion, readTime, refuse, toEntries, type ForeignContext, type ForeignLedger } from './foreign-entries.js';
import type { Migration } from '../model/migration.js';
import { compareVersions } from './versions.js';

/** Columns by which tools name a migration, and those that say when it ran; the first that a table has counts. */
const IDENTITIES = ['name', 'filename', 'migration', 'migration_name', 'version'];
const TIMES = ['executed_at', 'applied_at', 'run_on', 'installed_on', 'created_at', 'inserted_at'];
/** `schema_migrations(version, dirty)`: one row, the newest version. */
const DIRTY = 'dirty';

/** Reads a `schema_migrations` of another shape: (version), (version, dirty), (id, filename, executed_at) and the like. */
export function readForeignRows(rows: readonly Row[], columns: readonly string[], context: ForeignContext): ForeignLedger {
  const identities = IDENTITIES.filter((column) => columns.includes(column));
  const known = (column: string): boolean => rows.some((row) => matching(String(row[column]), context.migrations).length > 0);
  const identity = identities.find(known) ?? identities[0];
  if (identity === undefined) return refuse(`schema_migrations has the columns ${columns.join(', ')}, none of which names a migration`, 'Rename that table, or use another schema.');
  if (columns.includes(DIRTY)) return readHighWater(rows, context);
  const time = TIMES.find((column) => columns.includes(column));
  const found = rows.map((row) => ({ row, matches: matching(String(row[identity]), context.migrations) }));
  const ambiguous = found.find(({ matches }) => matches.length > 1);
  if (ambiguous) {
    const files = ambiguous.matches.map(({ up }) => up.file).join(' and ');
    return refuse(`schema_migrations has "${String(ambiguous.row[identity])}", which may be ${files}`, 'Give the files different versions.');
  }
  const order = (migration: Migration | undefined): number => (migration ? context.migrations.indexOf(migration) : context.migrations.length);
  const sorted = found
    .map(({ row, matches }) => ({ migration: matches[0], name: String(row[identity]), at: time === undefined ? undefined : readTime(row[time]), id: Number(row['id'] ?? 0) }))
    .toSorted((a, b) => a.id - b.id || (a.at ?? '').localeCompare(b.at ?? '') || order(a.migration) - order(b.migration));
  return { entries: toEntries(sorted, context), diagnostics: [] };
}

function readHighWater(rows: readonly Row[], context: ForeignContext): ForeignLedger {
  const dirty = rows.find((row) => row[DIRTY] === true || row[DIRTY] === 1);
  if (dirty) {
    return refuse(`schema_migrations marks version ${String(dirty['version'])} as dirty: it failed half-way`, 'Finish or undo it by hand, set dirty to false, and run up again.');
  }
  const [row] = rows;
  const applied = row === undefined ? [] : context.migrations.filter(({ version }) => compareVersions(version, String(row['version'])) <= 0);
  return { entries: toEntries(applied.map((migration) => ({ migration, name: migration.name, at: undefined })), context), diagnostics: [] };
}

function matching(text: string, migrations: readonly Migration[]): readonly Migration[] {
  const named = matchName(text, migrations);
  return named.length > 0 ? named : matchVersion(text, migrations);
}
