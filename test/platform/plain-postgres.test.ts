import { readFileSync, readdirSync } from 'node:fs';
import pgPromise from 'pg-promise';
import { expect, test } from 'vitest';
import { freshPostgres } from '../support/databases.js';
import { BACK, FINISHED, LATER_SEEDS, SEEDED_AFTER, SEEDS } from './seeds.js';

const directory = new URL('../../migrations/', import.meta.url);
const names = readdirSync(directory)
  .filter((file) => file.endsWith('.sql') && !file.endsWith('.down.sql'))
  .map((file) => file.slice(0, -'.sql'.length))
  .toSorted();
const script = (file: string): string => readFileSync(new URL(file, directory), 'utf8');

/** The migrations stand on their own: Postgres reads them without us, each in one transaction, there and back. */
test('Postgres itself runs the platform up, down and up again, with rows', async () => {
  const { url, drop } = await freshPostgres();
  const database = pgPromise({ noWarnings: true })({ connectionString: url, max: 1 });
  const inTransaction = (sql: string): Promise<unknown> => database.tx((t) => t.multi(sql));
  const lines = async (query: string): Promise<readonly string[]> => (await database.any<{ line: string }>(query)).map(({ line }) => line);
  const left = () => database.any(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace`);

  for (const name of names) {
    await inTransaction(script(`${name}.sql`));
    if (name === SEEDED_AFTER) await inTransaction(SEEDS.join(';\n'));
  }
  for (const [query, answer] of FINISHED) expect(await lines(query)).toEqual(answer);

  await inTransaction(LATER_SEEDS.join(';\n'));
  const seeded = names.indexOf(SEEDED_AFTER) + 1;
  for (const name of names.slice(seeded).toReversed()) await inTransaction(script(`${name}.down.sql`));
  for (const [query, answer] of BACK) expect(await lines(query)).toEqual(answer);
  for (const name of names.slice(0, seeded).toReversed()) await inTransaction(script(`${name}.down.sql`));
  expect(await left()).toEqual([]);

  for (const name of names) await inTransaction(script(`${name}.sql`));
  expect((await left()).length).toBeGreaterThan(100);
  await database.$pool.end();
  await drop();
});
