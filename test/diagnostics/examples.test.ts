import Database from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import type { Code } from '../../src/diagnostics/codes.js';
import { EXPLANATIONS } from '../../src/diagnostics/explanations.js';
import type { Act, Example } from '../../src/diagnostics/explanations/explanation.js';
import { cli, files, inEmptyFolders } from '../cli/command-line.js';

inEmptyFolders();

const ALL = Object.entries(EXPLANATIONS) as [Code, { example: Example }][];
const executed = ALL.flatMap(([code, { example }]) => (typeof example === 'string' || Array.isArray(example) ? [[code, actsOf(example)] as const] : []));

function actsOf(example: string | readonly Act[]): readonly Act[] {
  return typeof example === 'string' ? [{ '001_example.sql': example }, 'transmigrate up'] : example;
}

/** `DB_TYPE=oracle transmigrate up --to 'a b'` -> variables and words. */
function read(line: string): { readonly variables: readonly (readonly [string, string])[]; readonly words: readonly string[] } {
  const words = (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'));
  const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  return { variables: words.slice(0, first).map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]), words: words.slice(first) };
}

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly help?: string;
}

interface Document {
  readonly diagnostics?: readonly Found[];
  readonly error?: Found;
}

/** Does one act; what a command reports. */
async function perform(act: Act): Promise<readonly Found[]> {
  if (typeof act !== 'string') {
    files(act);
    return [];
  }
  const { variables, words: [program, ...args] } = read(act);
  if (program === 'sqlite3') {
    const database = new Database(args[0]);
    database.exec(args[1] ?? '');
    database.close();
    return [];
  }
  for (const [name, value] of variables) vi.stubEnv(name, value);
  const { out, err } = await cli(...args, '--json');
  if (out === '') throw new Error(err);
  const { diagnostics = [], error } = JSON.parse(out) as Document;
  return [...diagnostics, ...(error ? [error] : [])];
}

describe('the example of each code brings about this code and no other, and an error says what to do', () => {
  test.each(executed)('%s', async (code, acts) => {
    let found: readonly Found[] = [];
    for (const act of acts) found = await perform(act);
    expect([...new Set(found.map((one) => one.code))]).toEqual([code]);
    expect(found.filter(({ severity, help }) => severity === 'error' && help === undefined)).toEqual([]);
  });

  test('what is only shown needs two processes and a server', () => {
    const shown = ALL.map(([code]) => code).filter((code) => !executed.some(([known]) => known === code));
    expect(shown).toEqual(['migration-running']);
  });
});
