import { diagnose } from '../diagnostics/diagnose.js';
import type { Row } from '../model/adapter.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { DialectName } from '../model/dialect.js';
import type { LedgerEntry } from '../model/ledger.js';
import type { Migration } from '../model/migration.js';
import { sourceChecksum } from './checksum.js';
import { compareVersions } from './versions.js';

export interface ForeignLedger {
  readonly entries: readonly LedgerEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Context {
  readonly migrations: readonly Migration[];
  readonly dialect: DialectName;
  readonly toolVersion: string;
}

/** Columns by which tools name a migration, and those that say when it ran; the first that a table has counts. */
const IDENTITIES = ['name', 'filename', 'migration', 'migration_name', 'version'];
const TIMES = ['executed_at', 'applied_at', 'run_on', 'installed_on', 'created_at'];
/** `schema_migrations(version, dirty)`: one row, the newest version. */
const DIRTY = 'dirty';
const EXTENSIONS = ['.sql', '.up'];

/** Reads a `schema_migrations` of another shape: (version), (version, dirty), (id, filename, executed_at) and the like. */
export function readForeignRows(rows: readonly Row[], columns: readonly string[], context: Context): ForeignLedger {
  const identity = IDENTITIES.find((column) => columns.includes(column));
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
  return { entries: number(sorted, context), diagnostics: [] };
}

function readHighWater(rows: readonly Row[], context: Context): ForeignLedger {
  const dirty = rows.find((row) => row[DIRTY] === true || row[DIRTY] === 1);
  if (dirty) {
    return refuse(`schema_migrations marks version ${String(dirty['version'])} as dirty: it failed half-way`, 'Finish or undo it by hand, set dirty to false, and run up again.');
  }
  const [row] = rows;
  const applied = row === undefined ? [] : context.migrations.filter(({ version }) => compareVersions(version, String(row['version'])) <= 0);
  return { entries: number(applied.map((migration) => ({ migration, name: migration.name, at: undefined })), context), diagnostics: [] };
}

function matching(text: string, migrations: readonly Migration[]): readonly Migration[] {
  const base = EXTENSIONS.reduce((name, extension) => (name.endsWith(extension) ? name.slice(0, -extension.length) : name), text.slice(text.lastIndexOf('/') + 1));
  const named = migrations.filter(({ name }) => name === base);
  return named.length > 0 ? named : migrations.filter(({ version }) => compareVersions(version, base) === 0);
}

/** Applied order is kept by times that increase by a millisecond at least. */
function number(rows: readonly { readonly migration: Migration | undefined; readonly name: string; readonly at: string | undefined }[], { dialect, toolVersion }: Context): readonly LedgerEntry[] {
  let last = 0;
  return rows.map(({ migration, name, at }) => {
    last = Math.max(at === undefined ? 0 : Date.parse(at), last + 1);
    return {
      name: migration?.name ?? name,
      version: migration?.version ?? name,
      checksum: migration ? sourceChecksum(migration, dialect) : '',
      planChecksum: '',
      state: 'applied',
      stepsDone: 0,
      startedAt: new Date(last).toISOString(),
      executedAt: at ?? null,
      durationMs: null,
      toolVersion,
    };
  });
}

/** SQLite writes UTC without saying so. */
function readTime(value: unknown): string | undefined {
  const date = value instanceof Date ? value : new Date(typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(value) ? `${value.replace(' ', 'T')}Z` : String(value));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function refuse(message: string, help: string): ForeignLedger {
  return { entries: [], diagnostics: [diagnose('ledger-unreadable', { message, help })] };
}
