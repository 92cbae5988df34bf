import { diagnose } from '../diagnostics/diagnose.js';
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

export interface ForeignContext {
  readonly migrations: readonly Migration[];
  readonly dialect: DialectName;
  readonly toolVersion: string;
}

/** What one row says, and the file that it means, if there is one. */
export interface ForeignRow {
  readonly migration: Migration | undefined;
  readonly name: string;
  readonly at: string | undefined;
}

const EXTENSION = /(?:\.up)?\.(?:sql|[cm]?[jt]s)$|\.up$|[-_]up\.sql$/;

/** `db/migrations/003_name.up.sql` names `003_name`. */
export function matchName(text: string, migrations: readonly Migration[]): readonly Migration[] {
  const base = text.slice(text.lastIndexOf('/') + 1);
  const bare = base.replace(EXTENSION, '');
  return migrations.filter(({ name, up: { file } }) => name === base || name === bare || file === text || file === base);
}

/** Leading zeros do not count; Diesel writes dates without dashes. */
export function matchVersion(text: string, migrations: readonly Migration[]): readonly Migration[] {
  const digits = text.replaceAll(/\D/g, '');
  return migrations.filter(({ version }) => version !== '' && (compareVersions(version, text) === 0 || (/^\d{14,}$/.test(digits) && version.replaceAll('.', '') === digits)));
}

/** Applied order is kept by times that increase by a millisecond at least. */
export function toEntries(rows: readonly ForeignRow[], { dialect, toolVersion }: ForeignContext): readonly LedgerEntry[] {
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

/** SQLite writes UTC without saying so, or milliseconds. */
export function readTime(value: unknown): string | undefined {
  const text = typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(value) ? `${value.replace(' ', 'T')}Z` : value;
  const date = value instanceof Date ? value : new Date(typeof text === 'number' ? text : String(text));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

export function refuse(message: string, help: string): ForeignLedger {
  return { entries: [], diagnostics: [diagnose('ledger-unreadable', { message, help })] };
}
