import { describe, expect, it } from 'vitest';
import { compare } from './support/compare.js';
import { randomScript } from './support/random-script.js';

const SEEDS = (process.env['INTERPRET_SEEDS'] ?? '1,2,3,4').split(',').map(Number);

describe('random statements leave the same catalog, or the same error, as in Postgres', () => {
  it.each(SEEDS)('seed %i', async (seed) => {
    const outcome = await compare([{ file: `seed-${seed}.sql`, text: randomScript(seed, 150) }], { everyStatement: true, anyError: true });
    expect(outcome.disagreements).toEqual([]);
  });
});
