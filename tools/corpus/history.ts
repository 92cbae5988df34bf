import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Migration } from '../../src/model/migration.js';

/** One project's real migrations, in the order in which its own tool runs them. */
export interface History {
  readonly name: string;
  readonly migrations: readonly Migration[];
}

interface HistoryFile {
  readonly name: string;
  readonly postgres: readonly { readonly name: string; readonly sql: string }[];
}

/** Reads every history of a directory: JSON files with `name` and `postgres: [{ name, sql }]`. */
export function readHistories(directory: string): readonly History[] {
  const files = readdirSync(directory).filter((file) => file.endsWith('.json')).toSorted();
  return files.map((file) => {
    const { name, postgres } = JSON.parse(readFileSync(join(directory, file), 'utf8')) as HistoryFile;
    return { name, migrations: postgres.map(asMigration) };
  });
}

function asMigration(file: { readonly name: string; readonly sql: string }): Migration {
  const text = file.sql.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const up = { file: file.name, text, checksum: createHash('sha256').update(text, 'utf8').digest('hex') };
  return { name: file.name.replace(/\.sql$/, ''), version: /^\D*(\d+)/.exec(file.name)?.[1] ?? '', up, overrides: {} };
}
