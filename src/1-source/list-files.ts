import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diagnose } from '../diagnostics/diagnose.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { helpForNearby } from './nearby.js';
import { reasonOf } from './read-script.js';

/** What a migrations directory holds, before any SQL is read. Paths are relative to it, with forward slashes. */
export interface Listing {
  /** `*.sql` directly in the directory. */
  readonly files: readonly string[];
  /** `*.sql` one directory further down. */
  readonly nested: readonly string[];
  /** Numbered files in a programming language, and `migration.ts` in a directory of its own. */
  readonly programs: readonly string[];
  /** The text of Drizzle's `meta/_journal.json`. */
  readonly journal?: string;
  /** The text of `sqitch.plan`. */
  readonly plan?: string;
  /** Directories whose Diesel `metadata.toml` has `run_in_transaction = false`. */
  readonly outsideTransaction: ReadonlySet<string>;
}

export function listFiles(directory: string): Listing | Diagnostic {
  try {
    if (!statSync(directory).isDirectory()) {
      return diagnose('migrations-directory-unreadable', { message: `${directory} is not a directory`, help: 'Name the directory that holds the migrations, not a file in it.' });
    }
    return listing(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return diagnose('migrations-directory-missing', { message: `the migrations directory ${directory} does not exist`, help: helpForNearby(dirname(directory)) });
    }
    return diagnose('migrations-directory-unreadable', { message: `the migrations directory ${directory} cannot be read: ${reasonOf(error)}` });
  }
}

function listing(directory: string): Listing {
  const entries = visible(directory);
  const files: string[] = [];
  const nested: string[] = [];
  const programs: string[] = [];
  const outsideTransaction = new Set<string>();
  let journal: string | undefined;
  for (const entry of entries) {
    if (isSql(entry) && isKind(directory, entry, 'isFile')) files.push(entry.name);
    if (isCode(entry.name)) programs.push(entry.name);
    if (entry.isFile() || !isKind(directory, entry, 'isDirectory')) continue;
    const inside = visible(join(directory, entry.name));
    if (entry.name === 'meta' && inside.some(({ name }) => name === '_journal.json')) journal = readFileSync(join(directory, 'meta/_journal.json'), 'utf8');
    nested.push(...inside.filter(isSql).map(({ name }) => `${entry.name}/${name}`));
    programs.push(...inside.filter(({ name }) => isCode(name)).map(({ name }) => `${entry.name}/${name}`));
    const metadata = inside.some(({ name }) => name === 'metadata.toml') ? readFileSync(join(directory, entry.name, 'metadata.toml'), 'utf8') : '';
    if (/^\s*run_in_transaction\s*=\s*false\b/m.test(metadata)) outsideTransaction.add(entry.name);
  }
  const plan = entries.some(({ name }) => name === 'sqitch.plan') ? readFileSync(join(directory, 'sqitch.plan'), 'utf8') : undefined;
  return { files: files.toSorted(), nested: nested.toSorted(), programs: programs.toSorted(), outsideTransaction, ...(journal !== undefined && { journal }), ...(plan !== undefined && { plan }) };
}

/** Editors and file systems leave files such as `._001.sql` behind; they begin with a dot. */
function visible(directory: string): readonly Dirent[] {
  return readdirSync(directory, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
}

function isSql({ name }: Dirent): boolean {
  return name.toLowerCase().endsWith('.sql');
}

/** `002_backfill.js`, `V3__Users.java`, `migration.ts`; tests and declarations of types are none. */
function isCode(name: string): boolean {
  return /^(?:[VRU]?\d[^.]*|(?:migration|up))\.(?:[cm]?[jt]s|py|go|rb|java|kt|php|exs?|cs|rs)$/.test(name) && !name.endsWith('_test.go');
}

function isKind(directory: string, entry: Dirent, kind: 'isFile' | 'isDirectory'): boolean {
  return entry.isSymbolicLink() ? (statSync(join(directory, entry.name), { throwIfNoEntry: false })?.[kind]() ?? false) : entry[kind]();
}
