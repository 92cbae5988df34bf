import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isWrittenHere, type MigrationFile } from '../output/migration-files.js';

/** How a directory differs from what should be in it; names relative to it. */
export interface Differences {
  readonly missing: readonly string[];
  readonly stale: readonly string[];
  /** Written by us for a migration that is gone. Files of other origin are nobody's business. */
  readonly orphaned: readonly string[];
}

export function differencesFrom(directory: string, files: readonly MigrationFile[]): Differences {
  const present = existsSync(directory) ? readdirSync(directory) : [];
  const wanted = new Map(files.map(({ file, text }) => [file, text]));
  const textOf = (file: string): string => readFileSync(join(directory, file), 'utf8').replaceAll('\r\n', '\n');
  return {
    missing: files.filter(({ file }) => !present.includes(file)).map(({ file }) => file),
    stale: files.filter(({ file, text }) => present.includes(file) && textOf(file) !== text).map(({ file }) => file),
    orphaned: present.filter((file) => file.endsWith('.sql') && !wanted.has(file) && isWrittenHere(textOf(file))),
  };
}

/** Writes what differs and deletes what is orphaned. */
export function replaceFiles(directory: string, files: readonly MigrationFile[]): { readonly written: readonly string[]; readonly deleted: readonly string[] } {
  const { missing, stale, orphaned } = differencesFrom(directory, files);
  const written = [...missing, ...stale].toSorted();
  mkdirSync(directory, { recursive: true });
  for (const { file, text } of files) if (written.includes(file)) writeFileSync(join(directory, file), text);
  for (const file of orphaned) rmSync(join(directory, file));
  return { written, deleted: orphaned };
}
