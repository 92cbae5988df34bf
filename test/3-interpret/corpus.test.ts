import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compare, type Script } from './support/compare.js';

const own = new URL('../../migrations/', import.meta.url);
/** Real migration histories, when they lie beside the checkout. */
const corpus = new URL('../../../shared/corpus/', import.meta.url);

interface History {
  readonly name: string;
  readonly scripts: readonly Script[];
}

function ownHistory(): History {
  const files = readdirSync(own).filter((file) => file.endsWith('.sql') && !file.endsWith('.down.sql'));
  return { name: 'the reference platform', scripts: files.toSorted().map((file) => ({ file, text: readFileSync(new URL(file, own), 'utf8') })) };
}

function realHistories(): readonly History[] {
  const files = existsSync(corpus) ? readdirSync(corpus).filter((name) => name.endsWith('.json')) : [];
  return files.map((name) => {
    const { postgres } = JSON.parse(readFileSync(new URL(name, corpus), 'utf8')) as { readonly postgres: readonly { readonly name: string; readonly sql: string }[] };
    return { name, scripts: postgres.map((migration) => ({ file: migration.name, text: migration.sql })) };
  });
}

describe('histories leave the same catalog as in Postgres', () => {
  it.each([ownHistory(), ...realHistories()])('$name', async ({ scripts }) => {
    const outcome = await compare(scripts, { stopAtUnsupported: true });
    expect(outcome.disagreements).toEqual([]);
  });
});
