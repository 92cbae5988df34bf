import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compare } from './support/compare.js';

/** Real migration histories, when they lie beside the checkout. */
const corpus = new URL('../../../shared/corpus/', import.meta.url);
const histories = existsSync(corpus) ? readdirSync(corpus).filter((name) => name.endsWith('.json')) : [];

describe.runIf(histories.length > 0)('real histories leave the same catalog as in Postgres', () => {
  it.each(histories)('%s', async (name) => {
    const history = JSON.parse(readFileSync(new URL(name, corpus), 'utf8')) as { readonly postgres: readonly { readonly name: string; readonly sql: string }[] };
    const scripts = history.postgres.map((migration) => ({ file: migration.name, text: migration.sql }));
    const outcome = await compare(scripts, { stopAtUnsupported: true });
    expect(outcome.disagreements).toEqual([]);
  });
});
