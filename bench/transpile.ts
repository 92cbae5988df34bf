import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { loadModule, parseSync } from 'libpg-query';
import { loadParser } from '../src/2-parse/parse.js';
import { transpile } from '../src/transpile.js';
import type { History } from '../tools/corpus/history.js';
import { measure } from './measure.js';

const ROUNDS = 5;

export interface TranspileResult {
  readonly statements: number;
  readonly parseMs: number;
  readonly sqliteMs: number;
  readonly d1Ms: number;
}

function transpileAll(histories: readonly History[], target: 'sqlite' | 'd1'): number {
  return histories.reduce((sum, { migrations }) => sum + transpile(migrations, { target }).reduce((steps, plan) => steps + plan.verdicts.length, 0), 0);
}

/** A syntax error is a part of the input too. */
function parseAll(histories: readonly History[]): void {
  for (const { migrations } of histories) {
    for (const { up } of migrations) {
      try {
        if (up.text !== '') parseSync(up.text);
      } catch {}
    }
  }
}

/** The compiler against the bare parse of the same text. */
export async function benchTranspile(histories: readonly History[]): Promise<TranspileResult> {
  await Promise.all([loadParser(), loadModule()]);
  const statements = transpileAll(histories, 'sqlite');
  const [parse, sqlite, d1] = await measure(ROUNDS, [() => parseAll(histories), () => transpileAll(histories, 'sqlite'), () => transpileAll(histories, 'd1')]);
  return { statements, parseMs: parse?.medianMs ?? 0, sqliteMs: sqlite?.medianMs ?? 0, d1Ms: d1?.medianMs ?? 0 };
}

/** The most memory, in MB, that a process ever has which transpiles everything once. */
export function benchMemory(corpus: string): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, [process.argv[1] ?? '', corpus, '--memory'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

/** What the process for `benchMemory` does. */
export async function printMemory(histories: readonly History[]): Promise<void> {
  await loadParser();
  transpileAll(histories, 'sqlite');
  process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
}
