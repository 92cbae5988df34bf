import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, vi } from 'vitest';
import { runProgram } from '../../src/cli/program.js';

/** What a command line wrote, and how it ended. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Each test gets an empty folder as its working directory, and an environment that names no database. */
export function inEmptyFolders(): void {
  const home = process.cwd();
  const root = mkdtempSync(join(tmpdir(), 'transmigrate-cli-'));
  let count = 0;
  beforeEach(() => {
    const folder = join(root, String(++count));
    mkdirSync(folder);
    process.chdir(folder);
    for (const name of ['DB_TYPE', 'DATABASE_URL', 'DB_PATH', 'DEBUG']) vi.stubEnv(name, undefined);
  });
  afterEach(() => {
    process.chdir(home);
    vi.unstubAllEnvs();
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
}

/** One command line in the folder of the test. */
export async function cli(...args: readonly string[]): Promise<Said> {
  const said = { out: '', err: '' };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((said.out += String(text)), true));
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((said.err += String(text)), true));
  try {
    return { code: await runProgram(args), ...said };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

/** Writes files into `migrations`, by their paths below it, or removes them. */
export function files(contents: Readonly<Record<string, string | Uint8Array | null>>): void {
  mkdirSync('migrations', { recursive: true });
  for (const [file, content] of Object.entries(contents)) {
    mkdirSync(dirname(join('migrations', file)), { recursive: true });
    if (content === null) rmSync(join('migrations', file));
    else writeFileSync(join('migrations', file), content);
  }
}
