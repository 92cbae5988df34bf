import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMigrations } from '../../src/1-source/read-migrations.js';
import type { Migration } from '../../src/model/migration.js';

/** One project's real migrations, in the order in which its own tool runs them. */
export interface History {
  readonly name: string;
  readonly migrations: readonly Migration[];
  /** The migrations that its authors write for SQLite by hand, beside those for Postgres; in order too. */
  readonly twin?: readonly TwinFile[];
}

export interface TwinFile {
  readonly name: string;
  readonly sql: string;
}

interface HistoryFile {
  readonly name: string;
  readonly postgres: readonly TwinFile[];
  readonly sqlite?: readonly TwinFile[];
}

/**
 * Reads every history of a directory: JSON files with `name`, `postgres: [{ name, sql }]` and perhaps `sqlite: [{ name, sql }]`, and directories
 * with a folder `postgres` and perhaps one `sqlite`.
 */
export function readHistories(directory: string): readonly History[] {
  const entries = readdirSync(directory, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return existsSync(join(path, 'postgres')) ? [fromDirectory(entry.name, path)] : [];
    return entry.name.endsWith('.json') ? [fromFile(path)] : [];
  });
}

/** The same, and none where there is no such directory. */
export function readHistoriesIfThere(directory: string): readonly History[] {
  return existsSync(directory) ? readHistories(directory) : [];
}

function fromFile(path: string): History {
  const { name, postgres, sqlite } = JSON.parse(readFileSync(path, 'utf8')) as HistoryFile;
  return { name, migrations: postgres.map(asMigration), ...(sqlite && { twin: sqlite }) };
}

function fromDirectory(name: string, path: string): History {
  const twin = join(path, 'sqlite');
  const { migrations } = readMigrations(join(path, 'postgres'));
  if (!existsSync(twin)) return { name, migrations };
  return { name, migrations, twin: readMigrations(twin).migrations.map(({ up }) => ({ name: up.file, sql: up.text })) };
}

function asMigration(file: TwinFile): Migration {
  const text = file.sql.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const up = { file: file.name, text, checksum: createHash('sha256').update(text, 'utf8').digest('hex') };
  return { name: file.name.replace(/\.sql$/, ''), version: /^\D*(\d+)/.exec(file.name)?.[1] ?? '', up, overrides: {} };
}
