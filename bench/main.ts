/**
 * `npm run bench [-- <directory with histories>]`: what the compiler costs against the bare parse of its own parser and of a peer, what it needs of memory, and what
 * `up` costs against executing the same SQL directly. Medians of several rounds in one process; only ratios carry over to other machines.
 */
import process from 'node:process';
import { benchHistories } from './histories.js';
import { benchPeer } from './peer.js';
import { benchMemory, benchTranspile, printMemory } from './transpile.js';
import { benchUp } from './up.js';

const DEFAULT_CORPUS = '../shared/corpus';
const GOALS = { transpileRatio: 3, memoryMb: 300, upRatio: 2 };

const verdict = (value: number, goal: number): string => `${value.toFixed(2)} (goal: ${goal} at most${value <= goal ? '' : ', MISSED'})`;

async function main(): Promise<void> {
  const corpus = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? DEFAULT_CORPUS;
  const histories = benchHistories(corpus);
  if (process.argv.includes('--memory')) return printMemory(histories);
  const transpiled = await benchTranspile(histories);
  const peer = await benchPeer(histories);
  const memory = benchMemory(corpus);
  const up = await benchUp(histories);
  const lines = [
    `${histories.length} histories, ${transpiled.statements} statements`,
    `bare parse by libpg-query   ${transpiled.parseMs.toFixed(0)} ms`,
    `  by node-sql-parser        ${peer.parseMs.toFixed(0)} ms, which reads ${peer.read} of ${peer.statements} statements`,
    `transpile for SQLite        ${transpiled.sqliteMs.toFixed(0)} ms, ratio ${verdict(transpiled.sqliteMs / transpiled.parseMs, GOALS.transpileRatio)}`,
    `transpile for D1            ${transpiled.d1Ms.toFixed(0)} ms, ratio ${verdict(transpiled.d1Ms / transpiled.parseMs, GOALS.transpileRatio)}`,
    `peak memory                 ${verdict(memory, GOALS.memoryMb)} MB`,
    `${up.histories.length} histories that are carried over whole, ${up.files} files, ${up.steps} SQLite statements`,
    `executed directly           ${up.directMs.toFixed(0)} ms`,
    `up                          ${up.upMs.toFixed(0)} ms, ratio ${verdict(up.upMs / up.directMs, GOALS.upRatio)}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

await main();
