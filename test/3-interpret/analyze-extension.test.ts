import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Catalog } from '../../src/model/catalog.js';
import { analyzed, catalogOf, linesOf, startJudge, type Judge } from './analyze/judge.js';

const TABLE = 'CREATE TABLE samples (id integer, t text, ci citext, h hstore, l ltree, by bytea);';

const EXTENSIONS = ['citext', 'hstore', 'ltree', 'pg_trgm', 'pgcrypto', 'unaccent', '"uuid-ossp"', 'fuzzystrmatch'];

const EXPRESSIONS = String.raw`
uuid_generate_v4()
uuid_generate_v1mc()
uuid_generate_v5(uuid_ns_url(), t)
uuid_generate_v5(uuid_ns_url(), id)
gen_random_uuid()
gen_random_bytes(16)
encode(gen_random_bytes(16), 'hex')
crypt(t, gen_salt('bf'))
digest(t, 'sha256')
digest(by, 'sha256')
hmac(t, t, 'sha1')
ci = 'A'
ci = t
t = ci
ci = ci
ci || 'x'
ci LIKE 'a%'
ci ~ 'a'
lower(ci)
length(ci)
ci::text
t::citext
'x'::citext
COALESCE(ci, 'x')
COALESCE(ci, t)
ci IN ('a', 'b')
max(ci)
replace(ci, 'a', 'b')
h -> 'a'
h ? 'a'
h || 'a=>1'
h || hstore('a', '1')
h @> 'a=>1'
h -> ARRAY['a']
hstore(t, t)
akeys(h)
h::jsonb
h::json
each(h)
h -> 1
l @> 'a.b'
l <@ 'a.b'
l ~ 'a.*'
nlevel(l)
subpath(l, 0, 1)
l || 'x'
l || t
text2ltree(t)
similarity(t, 'abc')
t <<-> 'abc'
t %> 'abc'
word_similarity(t, t)
show_trgm(t)
unaccent(t)
unaccent('unaccent', t)
levenshtein(t, 'x')
soundex(t)
metaphone(t, 4)
`;

/** Over types of Postgres' own, by operators that it has for others: these need CREATE EXTENSION in a migration. */
const AMBIGUOUS = String.raw`
t % 'abc'
t <-> 'abc'
`;

let judge: Judge;
let created: Catalog;
let implied: Catalog;

beforeAll(async () => {
  const schema = `${EXTENSIONS.map((name) => `CREATE EXTENSION ${name};`).join('\n')}\n${TABLE}`;
  judge = await startJudge(schema);
  created = await catalogOf(schema);
  // Databases often have their extensions from the administrator; no migration creates them.
  implied = await catalogOf(TABLE);
});

afterAll(() => judge.close());

test.each(linesOf(EXPRESSIONS))('%s', async (expression) => {
  const sql = `SELECT ${expression} FROM samples LIMIT 0`;
  const truth = await judge.outcome(sql);
  expect(analyzed(sql, created)).toEqual(truth);
  expect(analyzed(sql, implied)).toEqual(truth);
});

test.each(linesOf(AMBIGUOUS))('%s, only with CREATE EXTENSION', async (expression) => {
  const sql = `SELECT ${expression} FROM samples LIMIT 0`;
  expect(analyzed(sql, created)).toEqual(await judge.outcome(sql));
  expect(analyzed(sql, implied)).toHaveProperty('error');
});
