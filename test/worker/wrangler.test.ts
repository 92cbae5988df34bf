import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { unstable_splitSqlQuery as split } from 'wrangler';
import { type Ended, mustRun } from '../support/run-command.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js');
const state = mkdtempSync(join(tmpdir(), 'transmigrate-wrangler-'));
const environment = { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' };
const servers: ChildProcess[] = [];

afterAll(async () => {
  for (const server of servers) {
    if (server.exitCode !== null) continue;
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  rmSync(state, { recursive: true, force: true });
});

const files = readdirSync(join(root, 'd1-migrations'))
  .filter((file) => file.endsWith('.sql'))
  .toSorted();

/**
 * wrangler starts a workerd for each migration and does not always wait until the one before it has let go of the file: it says SQLITE_BUSY then, and
 * goes on with the same migration when it is called again.
 */
async function run(...args: readonly string[]): Promise<Ended> {
  for (let tries = 1; ; tries++) {
    try {
      return await mustRun(process.execPath, [wrangler, ...args, '--local', '--persist-to', state], { cwd: root, env: environment });
    } catch (error) {
      if (tries === 4 || !String(error).includes('SQLITE_BUSY')) throw error;
    }
  }
}

async function lines(sql: string): Promise<readonly string[]> {
  const { stdout } = await run('d1', 'execute', 'transmigrate', '--json', '--command', sql);
  const [{ results }] = JSON.parse(stdout) as [{ results: readonly { line: string }[] }];
  return results.map(({ line }) => line);
}

/** `wrangler dev --local` on a free port, ready when it answers. */
async function dev(): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const args = [wrangler, 'dev', '--local', '--ip', '127.0.0.1', '--port', new URL(url).port, '--inspector-port', String(await freePort()), '--persist-to', state, '--show-interactive-dev-session=false'];
  const server = spawn(process.execPath, args, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  servers.push(server);
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
  for (let tries = 0; tries < 300; tries++) {
    if (server.exitCode !== null) break;
    const answered = await fetch(`${url}/nothing`).then(({ status }) => status === 404, () => false);
    if (answered) return url;
    await sleep(200);
  }
  throw new Error(`wrangler dev does not answer:\n${output}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}

test('each line of a D1 file is one statement for wrangler', () => {
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const text = readFileSync(join(root, 'd1-migrations', file), 'utf8');
    expect(text.endsWith(';\n')).toBe(true);
    expect(split(text)).toHaveLength(text.trimEnd().split('\n').length);
  }
});

test('the Worker sees what wrangler applies', async () => {
  const url = await dev();
  const before = await fetch(`${url}/healthz`);
  expect([before.status, await before.json()]).toEqual([503, { status: 'pending', pending: files.length }]);

  const applied = await run('d1', 'migrations', 'apply', 'transmigrate');
  expect(applied.stdout).not.toContain('❌');

  const after = await fetch(`${url}/healthz`);
  expect([after.status, await after.json()]).toEqual([200, { status: 'ok', pending: 0 }]);
  const status = (await (await fetch(`${url}/api/migrations`)).json()) as { migrations: readonly { name: string; state: string }[] };
  expect(status).toMatchObject({ database: 'd1', total: files.length, executed: files.length, pending: 0, current: true, diagnostics: [] });
  expect(status.migrations.map(({ name, state: is }) => `${name}.sql ${is}`)).toEqual(files.map((file) => `${file} executed`));

  const tables = await lines(`SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name IN ('users', 'tenant_plugins', 'integration_syncs', 'user_roles') ORDER BY 1`);
  expect(tables).toEqual(['integration_syncs', 'tenant_plugins', 'user_roles', 'users']);
  const again = await run('d1', 'migrations', 'apply', 'transmigrate');
  expect(again.stdout).toContain('No migrations to apply');
});
