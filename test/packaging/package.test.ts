import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustRun, runCommand } from '../support/run-command.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'transmigrate-package-'));
const consumer = join(folder, 'shop');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Nothing of ours is in the consumer's environment. */
const { PATH, HOME } = process.env;
const env = { PATH, HOME, NO_COLOR: '1' };
const here = { cwd: consumer, env };

/** What npm would install: the tarball in an empty folder, with its dependencies and without any driver. */
beforeAll(async () => {
  await mustRun('npm', ['pack', '--pack-destination', folder], { cwd: root, env });
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) as string;
  cpSync(join(root, 'migrations'), join(consumer, 'migrations'), { recursive: true });
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ name: 'shop', version: '1.0.0', private: true }));
  await mustRun('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball)], here);
}, 240_000);

test('the package holds what the program needs, and nothing of the workshop', () => {
  const shipped = readdirSync(join(consumer, 'node_modules/transmigrate'), { recursive: true, encoding: 'utf8' });
  expect(shipped).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'dist/cli/main.js', 'dist/transmigrate.d.ts', 'dist/server/bootstrap.js', 'dist/worker/status.js']));
  expect(shipped.filter((file) => /^(src|test|migrations|tools|bench|fixtures)\b|\.tsbuildinfo$/.test(file))).toEqual([]);
});

test('without the driver it says what to install and exits with 127', async () => {
  const { code, stdout, stderr } = await runCommand('npx', ['transmigrate', 'up'], here);
  expect(stderr).toContain('npm install better-sqlite3');
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stdout).toBe('');
  expect(code).toBe(127);
});

test('with the driver it migrates an SQLite file, is imported by its names, and serves', async () => {
  // The drivers as they stand in this checkout: what is tested is our package, not the download of another.
  for (const name of ['better-sqlite3', 'express']) symlinkSync(join(root, 'node_modules', name), join(consumer, 'node_modules', name));
  await mustRun('npx', ['transmigrate', 'up', '--database', 'shop.db'], here);
  expect(existsSync(join(consumer, 'shop.db'))).toBe(true);
  const { stdout } = await mustRun('npx', ['transmigrate', 'status', '--database', 'shop.db', '--check', '--json'], here);
  expect(JSON.parse(stdout)).toMatchObject({ database: 'sqlite', pending: 0, current: true });

  const names = `console.log(typeof (await import('transmigrate')).transpile, typeof (await import('transmigrate/express')).bootstrap, typeof (await import('transmigrate/worker')).answerStatus)`;
  expect((await mustRun('node', ['--input-type=module', '-e', names], here)).stdout.trim()).toBe('function function function');
});

test('the small server answers', async () => {
  const server = spawn('node', ['node_modules/transmigrate/dist/server/main.js'], { cwd: consumer, env: { ...env, PORT: '0', DB_PATH: 'served.db' }, stdio: ['ignore', 'pipe', 'inherit'] });
  const printed: string[] = [];
  for await (const line of createInterface({ input: server.stdout })) {
    printed.push(line);
    if (line.startsWith('listening on ')) break;
  }
  const url = printed.at(-1)?.replace('listening on ', '');
  const health = await fetch(`${url}/healthz`);
  expect([health.status, await health.json()]).toEqual([200, { status: 'ok', pending: 0 }]);
  expect(printed.join('\n')).toMatch(/applied \d+ migrations[\s\S]*super admin admin@example\.com created/);
  server.kill('SIGTERM');
  expect(await once(server, 'exit')).toEqual([0, null]);
});
