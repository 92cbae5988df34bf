import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Migration } from '../src/model/migration.js';
import { readHistories, type History } from '../tools/corpus/history.js';

/** The real histories where they are at hand, or else what the repository has: its migrations and its golden cases. */
export function benchHistories(corpus: string): readonly History[] {
  if (existsSync(corpus)) return readHistories(corpus);
  const fixtures = directories('fixtures').flatMap((family) =>
    directories(join('fixtures', family)).filter((name) => runs(join('fixtures', family, name))).map((name) => asHistory(`${family}/${name}`, join('fixtures', family, name), ['before.pg.sql', 'seed.sql', 'input.pg.sql'])),
  );
  const own = existsSync('migrations') ? readdirSync('migrations').filter((file) => file.endsWith('.sql') && !file.endsWith('.down.sql')).toSorted() : [];
  return [...fixtures, ...(own.length > 0 ? [asHistory('migrations', 'migrations', own)] : [])];
}

/** Some cases are there to fail. */
function runs(directory: string): boolean {
  const options = join(directory, 'options.json');
  if (!existsSync(options)) return true;
  const { fails, refused } = JSON.parse(readFileSync(options, 'utf8')) as { readonly fails?: string; readonly refused?: string };
  return fails === undefined && refused === undefined;
}

function directories(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).toSorted();
}

function asHistory(name: string, directory: string, files: readonly string[]): History {
  const there = files.filter((file) => existsSync(join(directory, file)));
  return { name, migrations: there.map((file, i) => asMigration(file, readFileSync(join(directory, file), 'utf8'), i)) };
}

function asMigration(file: string, text: string, i: number): Migration {
  const up = { file, text, checksum: createHash('sha256').update(text, 'utf8').digest('hex') };
  return { name: file.replace(/\.sql$/, ''), version: String(i + 1), up, overrides: {} };
}
