import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../src/migrate.js';
import { compile } from '../support/compile.js';
import { freshPostgres } from '../support/databases.js';
import { tracedHistory } from './history.js';
import { openPlace } from './runner.js';

const RUNNER = fileURLToPath(new URL('runner-process.ts', import.meta.url));
const LENGTH = 60;
const ROUNDS = 3;
/** About as long as a migration takes. */
const LONGEST_DELAY_MS = 4;
/** Set CRASH_SEED to repeat a run. */
const SEED = Number(process.env['CRASH_SEED'] ?? randomInt(2 ** 31));

/** Mulberry32: the same numbers for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let runner: Awaited<ReturnType<typeof compile>>;

beforeAll(async () => {
  runner = await compile(RUNNER);
});
afterAll(() => runner.drop());

function start(kind: string, place: string, ...more: readonly string[]): ChildProcess {
  // Its own process group: workerd dies with it.
  return spawn(process.execPath, [runner.file, kind, place, String(LENGTH), ...more], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
}

/** Lines until the process ends. */
async function linesOf(child: ChildProcess): Promise<readonly string[]> {
  const closed = once(child, 'close');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) lines.push(line);
  await closed;
  return lines;
}

/** Lines until the process is killed without warning: so many milliseconds into the migration that comes after the first `killAfter`. */
async function linesUntilKilled(kind: string, place: string, killAfter: number, delayMs: number): Promise<readonly string[]> {
  const child = start(kind, place, 'paced');
  // A process that is killed does not take what was written to it.
  child.stdin?.on('error', () => {});
  const closed = once(child, 'close');
  const lines: string[] = [];
  let done = 0;
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    lines.push(line);
    if (!line.startsWith('done')) continue;
    done += 1;
    if (done <= killAfter) child.stdin?.write('.');
    if (done === killAfter) setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), delayMs);
  }
  expect((await closed)[1]).toBe('SIGKILL');
  return lines;
}

async function place(kind: string): Promise<{ readonly at: string; readonly drop: () => Promise<void> }> {
  if (kind === 'postgres') {
    const { url, drop } = await freshPostgres();
    return { at: url, drop };
  }
  const directory = await mkdtemp(join(tmpdir(), 'transmigrate-process-'));
  return { at: kind === 'sqlite' ? join(directory, 'test.db') : join(directory, 'state'), drop: () => rm(directory, { recursive: true, force: true }) };
}

/** Each migration has left its one trace, and `up` finds nothing more to do. */
async function expectComplete(kind: string, at: string, unfinished: boolean): Promise<void> {
  const adapter = await openPlace(kind, at);
  const migrations = tracedHistory(LENGTH);
  const result = await migrate({ adapter, migrations });
  expect(result.diagnostics).toEqual([]);
  expect(result.done.length > 0).toBe(unfinished);
  expect((await adapter.query('SELECT n FROM trace ORDER BY n')).map(({ n }) => n)).toEqual(Array.from({ length: LENGTH }, (_, index) => index + 1));
  expect((await adapter.query('SELECT name, state FROM schema_migrations ORDER BY name')).map(({ name, state }) => ({ name, state }))).toEqual(migrations.map(({ name }) => ({ name, state: 'applied' })));
  await adapter.close();
}

describe.each(['postgres', 'sqlite', 'pglite', 'd1'])('%s', (kind) => {
  test(`a runner that is killed is finished by the next (CRASH_SEED=${SEED})`, async () => {
    const next = random(SEED);
    const { at, drop } = await place(kind);
    for (let round = 0; round < ROUNDS; round += 1) {
      const killAfter = 1 + Math.floor((next() * LENGTH) / (ROUNDS + 1));
      const lines = await linesUntilKilled(kind, at, killAfter, next() * LONGEST_DELAY_MS);
      expect(lines[0]).toBe('ready');
      expect(lines.slice(1).filter((line) => !line.startsWith('done'))).toEqual([]);
      expect(lines.length - 1 - killAfter).toBeOneOf([0, 1]);
    }
    await expectComplete(kind, at, true);
    await drop();
  });
});

describe.each(['postgres', 'sqlite'])('%s', (kind) => {
  test('processes at once apply each migration once', async () => {
    const { at, drop } = await place(kind);
    const lines = (await Promise.all([0, 1, 2].map(() => linesOf(start(kind, at))))).flat();
    expect(lines.filter((line) => line !== 'ready').toSorted()).toEqual(tracedHistory(LENGTH).map(({ name }) => `done ${name}`));
    await expectComplete(kind, at, false);
    await drop();
  });
});
