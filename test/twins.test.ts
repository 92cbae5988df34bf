import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { loadParser } from '../src/2-parse/parse.js';
import { readHistories, readHistoriesIfThere, type History } from '../tools/corpus/history.js';
import { judgeTwin, type TwinReport } from '../tools/twins/judge-twin.js';
import { printTwins } from '../tools/twins/print-twins.js';
import { usePostgres } from './support/facts/databases.js';

const OWN = readHistories(join(import.meta.dirname, 'histories')).filter(({ twin }) => twin);
/** Real histories with a twin, when they lie beside the checkout. */
const REAL = readHistoriesIfThere(join(import.meta.dirname, '../../shared/corpus')).filter(({ twin }) => twin);

async function judge(history: History, label: string): Promise<TwinReport> {
  const database = await usePostgres(inject('postgresUrl')).database(`${label} ${history.name}`);
  try {
    return await judgeTwin(history, database);
  } finally {
    await database.close();
  }
}

beforeAll(() => loadParser());

describe('what a SQLite schema kept by hand has forgotten is found', () => {
  test('in a twin of our own', async () => {
    const { ours, twin, remarks } = await judge(OWN.find(({ name }) => name === 'bookshop') as History, 'drifted');
    expect(ours.differences).toEqual([]);
    expect(remarks).toEqual([
      "bookshop: the twin calls shop_time, a function of its project's own",
      expect.stringMatching(/^bookshop: the twin without 003_copied_from_postgres.sql: near .*: syntax error$/),
    ]);
    expect(twin.differences.map(({ place, postgres, sqlite }) => `${place}: ${postgres} | ${sqlite}`)).toMatchInlineSnapshot(`
      [
        "authors.name: text 007 < 1e3 | STRING 7 < 1000",
        "books.author_id: NULL | NOT NULL",
        "books.stock: int4 9 < 10 | TEXT 10 < 9",
        "books, foreign key (author_id) to authors (id): ON DELETE CASCADE ON UPDATE NO ACTION | ON DELETE NO ACTION ON UPDATE NO ACTION",
        "books, unique (author_id) WHERE: present | absent",
        "books, unique (author_id): absent | present",
        "ledger, order of columns: id, book_id, what, before, after | id, book_id, what, after, before",
        "readers.name: NOT NULL | NULL",
        "table notes: absent | present",
        "view shelf_list: title, author | title, writer",
      ]
    `);
  });
});

describe(`our SQLite is at least as true to Postgres as the twin that the authors keep (${REAL.length} real histories)`, () => {
  test.each([...OWN, ...REAL])('$name', async (history) => {
    const report = await judge(history, 'twin');
    process.stdout.write(`${printTwins([report], true)}\n`);
    expect(report.ours.differences).toEqual([]);
    expect(report.ours.equal).toBeGreaterThanOrEqual(report.twin.equal);
    expect(report.twin.facts).toBeGreaterThan(0);
  });
});
