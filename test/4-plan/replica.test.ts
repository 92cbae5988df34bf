import { beforeAll, expect, test } from 'vitest';
import { loadParser } from '../../src/2-parse/parse.js';
import { connectSqlite } from '../../src/adapters/sqlite.js';
import { migrate } from '../../src/migrate.js';

beforeAll(loadParser);

const SCHEMA = `
CREATE TABLE seed (id int PRIMARY KEY, touched boolean NOT NULL DEFAULT false);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.touched := true; RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE INSERT ON seed FOR EACH ROW EXECUTE FUNCTION touch();`;

/** A migration is a session: what its last statement has set must not outlive it, or the application's rows would miss their triggers. */
test('triggers fire again after a migration that leaves the session a replica', async () => {
  const adapter = await connectSqlite(':memory:');
  try {
    const texts = [SCHEMA, "SET session_replication_role = 'replica';\nINSERT INTO seed VALUES (1);"];
    await migrate({ adapter, migrations: texts.map((text, i) => ({ name: `${i}`, version: `${i}`, up: { file: `${i}.sql`, text, checksum: '' }, overrides: {} })) });
    await adapter.run('INSERT INTO seed (id) VALUES (2)');
    expect(await adapter.query('SELECT id, touched FROM seed ORDER BY id')).toEqual([{ id: 1, touched: 0 }, { id: 2, touched: 1 }]);
  } finally {
    await adapter.close();
  }
});
