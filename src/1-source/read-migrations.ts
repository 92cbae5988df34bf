import type { Diagnostic } from '../model/diagnostic.js';
import { diagnose } from '../diagnostics/diagnose.js';
import type { Migration, Script } from '../model/migration.js';
import { assemble } from './assemble.js';
import { belongsToDirectories, readDirectories } from './layouts/directories.js';
import { readDrizzle } from './layouts/drizzle.js';
import { isFlywayName, readFlyway } from './layouts/flyway.js';
import type { Reading } from './layouts/layout.js';
import { mixed, readPlain } from './layouts/plain.js';
import { hasSections, readSections } from './layouts/sections.js';
import { belongsToSqitch, readSqitch } from './layouts/sqitch.js';
import { listFiles, type Listing } from './list-files.js';
import { helpForNearby, planAbove } from './nearby.js';
import { readScript } from './read-script.js';

/** What a directory holds: its migrations in the order in which they run, and what is wrong or strange about its files. */
export interface MigrationDirectory {
  /** In the order in which they run. */
  readonly migrations: readonly Migration[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a directory of migrations in whatever layout its files have: plain numbered files, `.up.sql`/`.down.sql`, dbmate, goose,
 * sql-migrate, Prisma, Diesel, Drizzle, Flyway.
 *
 * @param directory path as the user gave it; files are named relative to it
 * @returns the migrations in order; everything wrong with the directory is a diagnostic, nothing is thrown
 *
 * @example
 * const { migrations, diagnostics } = readMigrations('./migrations');
 * migrations[0].name; // '001_create_users'
 */
export function readMigrations(directory: string): MigrationDirectory {
  const listing = listFiles(directory);
  if ('code' in listing) return { migrations: [], diagnostics: [listing] };
  const { files, diagnostics: layoutFaults } = filesOf(listing, directory);
  const elsewhere = planAbove(directory);
  if (elsewhere) return { migrations: [], diagnostics: [elsewhere] };
  const nothing = files.length === 0 && isEmpty(listing) ? noMigrations(directory, layoutFaults) : undefined;
  if (nothing) return { migrations: [], diagnostics: [nothing] };
  const read = files.map((file) => readScript(directory, file));
  const scripts = read.filter((script) => 'checksum' in script);
  const reading = readLayout(listing, scripts);
  const { migrations, diagnostics } = assemble(reading);
  const unread = read.filter((script) => 'code' in script);
  const inCode = listing.programs.map((file) => diagnose('unexpected-file', { message: `${file} is a migration in a programming language: it is not run`, file, help: 'Write what it does to the schema and the rows as SQL.' }));
  return { migrations, diagnostics: [...layoutFaults, ...inCode, ...unread, ...reading.diagnostics, ...diagnostics] };
}

function isEmpty({ files, programs, journal, plan }: Listing): boolean {
  return files.length + programs.length === 0 && journal === undefined && plan === undefined;
}

/** Files in directories are named one by one only where it cannot be said which directory is meant. */
function noMigrations(directory: string, faults: readonly Diagnostic[]): Diagnostic | undefined {
  const help = helpForNearby(directory);
  return help === undefined && faults.length > 0 ? undefined : diagnose('no-migrations', { message: `there is no migration in ${directory}`, help });
}

/** The SQL files of the layout; what lies elsewhere is named, not passed over. */
function filesOf({ files, nested, plan }: Listing, directory: string): { readonly files: readonly string[]; readonly diagnostics: readonly Diagnostic[] } {
  if (plan !== undefined) return { files: nested.filter(belongsToSqitch), diagnostics: [] };
  const inDirectories = nested.filter(belongsToDirectories);
  const [file] = files;
  const [inner] = inDirectories;
  if (file !== undefined && inner !== undefined) return { files: [], diagnostics: [mixed(file, inner, `${file} is a file, ${inner} lies in a directory of its own`)] };
  if (inner !== undefined) return { files: nested, diagnostics: [] };
  if (nested.some(isFlywayName) && files.every(isFlywayName)) return { files: [...files, ...nested], diagnostics: [] };
  // A schema or a seed beside the directory of the migrations is no migration.
  const help = nested.length > 0 && !files.some((name) => /^\d/u.test(name)) ? helpForNearby(directory) : undefined;
  const diagnostics = nested.map((path) => diagnose('unexpected-file', { message: `${path} lies in a directory that is not read`, file: path, ...(help !== undefined && { help }) }));
  return { files, diagnostics };
}

function readLayout({ journal, nested, outsideTransaction, plan }: Listing, scripts: readonly Script[]): Reading {
  if (plan !== undefined) return readSqitch(scripts, plan);
  if (nested.some(belongsToDirectories)) return readDirectories(scripts, outsideTransaction);
  if (journal !== undefined) return readDrizzle(scripts, journal);
  if (scripts.some(({ file }) => isFlywayName(file))) return readFlyway(scripts);
  return scripts.some(({ text }) => hasSections(text)) ? readSections(scripts) : readPlain(scripts);
}
