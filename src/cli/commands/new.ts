import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readMigrations } from '../../1-source/read-migrations.js';
import { diagnose } from '../../diagnostics/diagnose.js';
import { Refusal } from '../../diagnostics/refusal.js';
import type { Migration } from '../../model/migration.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import type { Flags } from '../flags.js';
import { nextFiles } from '../next-files.js';
import { createReporter } from '../reporter.js';
import { readSettings } from '../settings.js';

/** These tools run what such a file lists, and nothing else. */
const LISTS: Readonly<Record<string, string>> = { 'meta/_journal.json': 'drizzle-kit, which numbers its files in a journal', 'sqitch.plan': 'Sqitch, which orders its files by a plan' };

/** `transmigrate new "add invoices"`: empty files for the next migration, in the layout that the directory has. */
export async function create(flags: Flags, name: string): Promise<ExitCode> {
  const reporter = createReporter(flags);
  const { dir } = await readSettings(flags);
  const latest = latestMigration(dir);
  const latestText = latest === undefined ? '' : readFileSync(join(dir, latest.up.file), 'utf8');
  const list = Object.keys(LISTS).find((file) => existsSync(join(dir, file)));
  if (list !== undefined) throw new Refusal(diagnose('foreign-layout', { message: `the directory belongs to ${LISTS[list]}`, file: list }));
  const files = nextFiles(name, latest, latestText, new Date());
  const paths = files.map(({ file }) => join(dir, file));
  const taken = paths.find((path) => existsSync(path));
  if (taken !== undefined) {
    reporter.error(`${taken} exists already`);
    return EXIT.general;
  }
  for (const [index, { text }] of files.entries()) {
    const path = paths[index] as string;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
    reporter.line(`created ${path}`);
  }
  reporter.document({ created: paths });
  return EXIT.success;
}

function latestMigration(dir: string): Migration | undefined {
  if (!existsSync(dir)) return undefined;
  const { migrations } = readMigrations(dir);
  return migrations.findLast(({ version }) => version !== '') ?? migrations.at(-1);
}
