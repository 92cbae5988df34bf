import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'transmigrate-package-'));
const consumer = join(folder, 'shop');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** In the consumer's folder, with nothing of ours in the environment. */
function run(command: string, args: readonly string[], cwd = consumer): Promise<Ended> {
  const { PATH, HOME } = process.env;
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env: { PATH, HOME, NO_COLOR: '1' }, maxBuffer: 64_000_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** What npm would install: the tarball in an empty folder, with its dependencies and without any driver. */
beforeAll(async () => {
  const packed = await run('npm', ['pack', '--pack-destination', folder], root);
  expect(packed, packed.stderr).toMatchObject({ code: 0 });
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) as string;
  cpSync(join(root, 'migrations'), join(consumer, 'migrations'), { recursive: true });
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ name: 'shop', version: '1.0.0', private: true }));
  const installed = await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball)]);
  expect(installed, installed.stderr).toMatchObject({ code: 0 });
}, 240_000);

test('the package holds what the program needs, and nothing of the workshop', () => {
  const shipped = readdirSync(join(consumer, 'node_modules/transmigrate'), { recursive: true, encoding: 'utf8' });
  expect(shipped).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'dist/cli/main.js', 'dist/transmigrate.d.ts', 'dist/server/bootstrap.js', 'dist/worker/status.js']));
  expect(shipped.filter((file) => /^(src|test|migrations|tools|bench|fixtures)\b|\.tsbuildinfo$/.test(file))).toEqual([]);
});

test('without the driver it says what to install and exits with 127', async () => {
  const { code, stdout, stderr } = await run('npx', ['transmigrate', 'up']);
  expect(stderr).toContain('npm install better-sqlite3');
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stdout).toBe('');
  expect(code).toBe(127);
});

test('with the driver it migrates an SQLite file, and is imported by its names', async () => {
  // The driver as it stands in this checkout: what is tested is our package, not the download of another.
  for (const name of ['better-sqlite3', 'express']) symlinkSync(join(root, 'node_modules', name), join(consumer, 'node_modules', name));
  const up = await run('npx', ['transmigrate', 'up', '--database', 'shop.db']);
  expect(up, up.stderr).toMatchObject({ code: 0 });
  expect(existsSync(join(consumer, 'shop.db'))).toBe(true);
  const status = await run('npx', ['transmigrate', 'status', '--database', 'shop.db', '--check', '--json']);
  expect(status.code).toBe(0);
  expect(JSON.parse(status.stdout)).toMatchObject({ database: 'sqlite', pending: 0, current: true });

  const names = `console.log(typeof (await import('transmigrate')).transpile, typeof (await import('transmigrate/express')).bootstrap, typeof (await import('transmigrate/worker')).answerStatus)`;
  expect((await run('node', ['--input-type=module', '-e', names])).stdout.trim()).toBe('function function function');
});
