import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectPglite } from '../../src/adapters/pglite.js';
import type { DatabaseAdapter } from '../../src/model/adapter.js';

let adapter: DatabaseAdapter;

beforeAll(async () => {
  adapter = await connectPglite('memory://');
});
afterAll(() => adapter.close());

test.each([
  ['uuid-ossp', "SELECT uuid_generate_v5(uuid_ns_dns(), 'python.org')::text AS value", '886313e1-3b8a-5372-9b90-0c9aee199e5d'],
  // Not digest(): the OpenSSL in PGlite says now and then, when it is first asked, that its cipher cannot be initialized.
  ['pgcrypto', "SELECT (armor('a') LIKE '-----BEGIN PGP MESSAGE-----%')::text AS value", 'true'],
  ['pg_trgm', "SELECT (similarity('word', 'words') > 0.5)::text AS value", 'true'],
  ['citext', "SELECT ('A'::citext = 'a'::citext)::text AS value", 'true'],
  ['hstore', "SELECT ('a=>1'::hstore -> 'a') AS value", '1'],
  ['ltree', "SELECT ('a.b'::ltree <@ 'a'::ltree)::text AS value", 'true'],
  ['unaccent', "SELECT unaccent('Hôtel') AS value", 'Hotel'],
  ['btree_gist', "SELECT count(*)::text AS value FROM pg_opclass WHERE opcname = 'gist_int4_ops'", '1'],
  ['moddatetime', "SELECT count(*)::text AS value FROM pg_proc WHERE proname = 'moddatetime'", '1'],
])('PGlite can create the extension %s', async (name, sql, value) => {
  await adapter.run(`CREATE EXTENSION "${name}"`);
  expect(await adapter.query(sql)).toEqual([{ value }]);
});
