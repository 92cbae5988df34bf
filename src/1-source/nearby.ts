import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { diagnose } from '../diagnostics/diagnose.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { belongsToDirectories } from './layouts/directories.js';
import { isFlywayName } from './layouts/flyway.js';

/** Not looked into: what is installed or built. */
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'vendor', 'dist', 'build', 'target', 'out', 'coverage']);
const DIRECTORIES = 2_000;
const DEPTH = 7;
const NAMED = 3;

/** Where migrations may be meant that are not where they were looked for; undefined when nothing near looks like it. */
export function helpForNearby(directory: string): string | undefined {
  const found = nearby(directory);
  return found.length === 0 ? undefined : `There are migrations in ${found.join(', ')}: name that directory.`;
}

/** The scripts in Sqitch's `deploy/` run in the order of the plan beside that directory, not of their names. */
export function planAbove(directory: string): Diagnostic | undefined {
  const above = dirname(resolve(directory));
  if (basename(resolve(directory)) !== 'deploy' || !existsSync(join(above, 'sqitch.plan'))) return undefined;
  return diagnose('migrations-directory-unreadable', { message: `the order of the scripts in ${directory} is that of sqitch.plan, which lies above it`, help: `Name the directory of the plan: ${join(directory, '..')}.` });
}

/** Directories below with files that are named as migrations are, those that are not so deep first. */
function nearby(start: string): readonly string[] {
  const found: string[] = [];
  let level: readonly string[] = [start];
  let budget = DIRECTORIES;
  for (let depth = 0; depth < DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const directory of level) {
      if (budget-- <= 0 || found.length === NAMED) return found;
      const entries = entriesOf(directory);
      if (depth > 0 && holdsMigrations(directory, entries)) found.push(directory);
      else next.push(...entries.filter(isWorthwhile).map(({ name }) => join(directory, name)));
    }
    level = next;
  }
  return found;
}

function isWorthwhile(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name);
}

/** `001_users.sql`, `V1__users.sql`, or directories with `migration.sql` or `up.sql` each. */
function holdsMigrations(directory: string, entries: readonly Dirent[]): boolean {
  if (entries.some((entry) => entry.isFile() && isNumbered(entry.name))) return true;
  return entries.some((entry) => isWorthwhile(entry) && /^\d/u.test(entry.name) && entriesOf(join(directory, entry.name)).some(({ name }) => name.endsWith('.sql') && belongsToDirectories(`${entry.name}/${name}`)));
}

function isNumbered(name: string): boolean {
  return name.toLowerCase().endsWith('.sql') && (/^\d/u.test(name) || isFlywayName(name));
}

function entriesOf(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
