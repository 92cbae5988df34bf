import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mustRun } from '../support/run-command.js';
import { cli, files, inEmptyFolders } from './command-line.js';

const WRANGLER = fileURLToPath(new URL('../../node_modules/wrangler/bin/wrangler.js', import.meta.url));

inEmptyFolders();

function configure(...entries: readonly string[]): void {
  writeFileSync('wrangler.toml', ['name = "shop"', 'compatibility_date = "2026-04-01"', ...entries].join('\n'));
}

const entry = (binding: string, ids: string): string => `[[d1_databases]]\nbinding = "${binding}"\ndatabase_name = "${binding.toLowerCase()}"\n${ids}`;

async function linesByWrangler(database: string, sql: string): Promise<readonly string[]> {
  const environment = { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' };
  const { stdout } = await mustRun(process.execPath, [WRANGLER, 'd1', 'execute', database, '--local', '--json', '--command', sql], { cwd: process.cwd(), env: environment });
  return (JSON.parse(stdout) as [{ results: readonly { line: string }[] }])[0].results.map(({ line }) => line);
}

test('what `up` applies to local D1 is what wrangler reads, below the configuration too', async () => {
  configure(entry('SHOP', 'database_id = "4b1f1f3e-0000-4000-8000-000000000001"'), entry('LOG', 'database_id = "4b1f1f3e-0000-4000-8000-000000000002"\npreview_database_id = "log-preview"'));
  mkdirSync('packages/api', { recursive: true });
  process.chdir('packages/api');
  files({ '001_goods.sql': "CREATE TABLE goods (name text PRIMARY KEY, bytes bytea);\nINSERT INTO goods VALUES ('tea ☕', '\\x00ff');" });
  for (const binding of ['SHOP', 'LOG']) {
    expect(await cli('up', '--database', `d1:${binding}`)).toMatchObject({ code: 0 });
    expect(await cli('status', '--database', `d1:${binding}`, '--check')).toMatchObject({ code: 0 });
    expect(await linesByWrangler(binding.toLowerCase(), "SELECT name || ' ' || hex(bytes) AS line FROM goods")).toEqual(['tea ☕ 00FF']);
  }
});

test.each([
  ['without a configuration', () => {}, 'the wrangler configuration has no D1 binding'],
  ['with several bindings', () => configure(entry('A', 'database_id = "a"'), entry('B', 'database_id = "b"')), 'several D1 bindings: A, B'],
  ['with a configuration that wrangler refuses', () => configure('[[d1_databases]]\nbinding = 3'), 'wrangler cannot start local D1'],
])('local D1 %s is refused with what to do', async (_, write, message) => {
  write();
  files({ '001_a.sql': 'CREATE TABLE a (b int);' });
  const { code, err } = await cli('up', '--database', 'd1:');
  expect(err).toContain(message);
  expect(err).toContain('[[d1_databases]]');
  expect(code).toBe(2);
});
