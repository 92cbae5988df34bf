import { expect, test } from 'vitest';
import { compare } from './support/compare.js';

const TABLE = 'CREATE TABLE t (id int PRIMARY KEY, a int, b int, s text, v varchar(20), n numeric(10,2), f boolean, d date, ts timestamp, tz timestamptz, j jsonb, tags text[]);';

/** What is there, and how a type changes under it. */
const CASES: readonly (readonly [stored: string, change: string])[] = [
  ['ALTER TABLE t ADD CHECK (a > 0)', 'ALTER COLUMN a TYPE bigint'],
  ['ALTER TABLE t ADD CHECK (a > 0)', 'ALTER COLUMN a TYPE numeric(5,1)'],
  ['ALTER TABLE t ADD CHECK (a > 0)', 'ALTER COLUMN a TYPE text'],
  ['ALTER TABLE t ADD CHECK (a > 0)', 'DROP CONSTRAINT t_a_check, ALTER COLUMN a TYPE text'],
  ['ALTER TABLE t ADD CHECK (a > b)', 'ALTER COLUMN a TYPE text, ALTER COLUMN b TYPE text'],
  ['ALTER TABLE t ADD CHECK (a > b)', 'ALTER COLUMN a TYPE text'],
  ['ALTER TABLE t ADD CHECK (a IN (1, 2, 3))', 'ALTER COLUMN a TYPE text'],
  ['ALTER TABLE t ADD CHECK (a IN (1, 2, 3))', 'ALTER COLUMN a TYPE smallint'],
  ['ALTER TABLE t ADD CHECK (a BETWEEN 1 AND 5)', 'ALTER COLUMN a TYPE text'],
  ['ALTER TABLE t ADD CHECK (a BETWEEN 1 AND 5)', 'ALTER COLUMN a TYPE double precision'],
  ["ALTER TABLE t ADD CHECK (s IN ('ok', 'bad'))", 'ALTER COLUMN s TYPE mood USING s::mood'],
  ["ALTER TABLE t ADD CHECK (v IN ('ok', 'bad'))", 'ALTER COLUMN v TYPE mood USING v::mood'],
  ["ALTER TABLE t ADD CHECK (s = 'ok')", 'ALTER COLUMN s TYPE mood USING s::mood'],
  ["ALTER TABLE t ADD CHECK (s <> '')", 'ALTER COLUMN s TYPE varchar(10)'],
  ["ALTER TABLE t ADD CHECK (s <> '')", 'ALTER COLUMN s TYPE int USING length(s)'],
  ["ALTER TABLE t ADD CHECK (s LIKE 'a%')", 'ALTER COLUMN s TYPE uuid USING NULL'],
  ['ALTER TABLE t ADD CHECK (length(s) > 2)', 'ALTER COLUMN s TYPE varchar(10)'],
  ['ALTER TABLE t ADD CHECK (length(s) > 2)', 'ALTER COLUMN s TYPE jsonb USING NULL'],
  ['ALTER TABLE t ADD CHECK (length(v) > 2)', 'ALTER COLUMN v TYPE int USING NULL'],
  ['ALTER TABLE t ADD CHECK (f)', 'ALTER COLUMN f TYPE int USING f::int'],
  ['ALTER TABLE t ADD CHECK (f OR a > 1)', 'ALTER COLUMN f TYPE int USING f::int'],
  ['ALTER TABLE t ADD CHECK (f IS NOT TRUE)', 'ALTER COLUMN f TYPE text'],
  ['ALTER TABLE t ADD CHECK (a IS NOT NULL OR b IS NULL)', 'ALTER COLUMN a TYPE text'],
  ['ALTER TABLE t ADD CHECK (coalesce(a, 0) > 0)', 'ALTER COLUMN a TYPE text'],
  ['ALTER TABLE t ADD CHECK (coalesce(a, 0) > 0)', 'ALTER COLUMN a TYPE bigint'],
  ['ALTER TABLE t ADD CHECK (a + b < 10)', 'ALTER COLUMN b TYPE boolean USING true'],
  ['ALTER TABLE t ADD CHECK (n > 0)', 'ALTER COLUMN n TYPE int'],
  ['ALTER TABLE t ADD CHECK (n > 0)', 'ALTER COLUMN n TYPE text'],
  ['ALTER TABLE t ADD CHECK (n >= 0.5)', 'ALTER COLUMN n TYPE double precision'],
  ["ALTER TABLE t ADD CHECK (d > '2000-01-01')", 'ALTER COLUMN d TYPE timestamptz'],
  ["ALTER TABLE t ADD CHECK (d > '2000-01-01')", 'ALTER COLUMN d TYPE text'],
  ["ALTER TABLE t ADD CHECK (ts > '2000-01-01')", 'ALTER COLUMN ts TYPE date'],
  ['ALTER TABLE t ADD CHECK (extract(year from d) > 2000)', 'ALTER COLUMN d TYPE timestamp'],
  ["ALTER TABLE t ADD CHECK (jsonb_typeof(j) = 'object')", 'ALTER COLUMN j TYPE json'],
  ["ALTER TABLE t ADD CHECK (j ? 'a')", 'ALTER COLUMN j TYPE json'],
  ["ALTER TABLE t ADD CHECK (j ->> 'a' = 'x')", 'ALTER COLUMN j TYPE json'],
  ["ALTER TABLE t ADD CHECK ('x' = ANY (tags))", 'ALTER COLUMN tags TYPE varchar(5)[]'],
  ["ALTER TABLE t ADD CHECK ('x' = ANY (tags))", 'ALTER COLUMN tags TYPE text'],
  ['ALTER TABLE t ADD CHECK (cardinality(tags) < 3)', 'ALTER COLUMN tags TYPE int[] USING NULL'],
  ['ALTER TABLE t ADD CHECK (CASE WHEN a > 1 THEN b > 1 ELSE true END)', 'ALTER COLUMN b TYPE text'],
  ['ALTER TABLE t ADD CHECK (nullif(a, 0) > 1)', 'ALTER COLUMN a TYPE text'],
  ['ALTER TABLE t ADD CHECK (a IS DISTINCT FROM b)', 'ALTER COLUMN a TYPE text'],
  ['ALTER TABLE t ADD CHECK (a::text <> s)', 'ALTER COLUMN a TYPE text'],
  ['ALTER TABLE t ADD CHECK (greatest(a, b) < 100)', 'ALTER COLUMN a TYPE numeric'],
  ['ALTER TABLE t ADD CHECK ((a, b) <> (1, 2))', 'ALTER COLUMN a TYPE text'],
  ['CREATE INDEX i ON t (b) WHERE a > 0', 'ALTER COLUMN a TYPE text'],
  ['CREATE INDEX i ON t (b) WHERE f', 'ALTER COLUMN f TYPE text'],
  ['CREATE INDEX i ON t (b) WHERE f', 'ALTER COLUMN f TYPE smallint USING f::int'],
  ['CREATE UNIQUE INDEX i ON t (lower(s))', 'ALTER COLUMN s TYPE varchar(40)'],
  ['CREATE UNIQUE INDEX i ON t (lower(s))', 'ALTER COLUMN s TYPE int USING NULL'],
  ['CREATE INDEX i ON t ((a + 1))', 'ALTER COLUMN a TYPE text'],
  ['CREATE INDEX i ON t (a)', 'ALTER COLUMN a TYPE json USING NULL'],
  ['ALTER TABLE t ADD UNIQUE (s)', 'ALTER COLUMN s TYPE json USING NULL'],
  ['ALTER TABLE t ALTER COLUMN a SET DEFAULT 5', 'ALTER COLUMN a TYPE text'],
  ["ALTER TABLE t ALTER COLUMN s SET DEFAULT 'x'", 'ALTER COLUMN s TYPE int USING NULL'],
  ["ALTER TABLE t ALTER COLUMN s SET DEFAULT 'ok'", 'ALTER COLUMN s TYPE mood USING s::mood'],
  ['ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS (a * 2) STORED', 'ALTER COLUMN a TYPE bigint'],
  ['CREATE VIEW w AS SELECT a FROM t', 'ALTER COLUMN a TYPE bigint'],
  ["CREATE OR REPLACE FUNCTION fn() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION fn()", 'ALTER COLUMN a TYPE bigint'],
  ['', 'ALTER COLUMN a TYPE int, ALTER COLUMN a TYPE bigint'],
  ['', 'ALTER COLUMN a TYPE bigint, ALTER COLUMN a TYPE text'],
  ['', 'ALTER COLUMN v TYPE varchar(20), ALTER COLUMN v TYPE text'],
];

/** Postgres makes CHECKs, index keys and predicates again from their texts: constants keep their types, operators are looked for anew. */
test('what is stored with a table is read again when a type changes', async () => {
  const parts = CASES.map(([stored, change]) => `${TABLE} ${stored === '' ? '' : `${stored};`} ALTER TABLE t ${change}; DROP TABLE t CASCADE;`);
  const { disagreements, changes } = await compare([{ file: 'retype.sql', text: `CREATE TYPE mood AS ENUM ('ok', 'bad'); ${parts.join('\n')}` }]);
  expect(disagreements).toEqual([]);
  const errors = changes.flatMap(({ cause, diagnostics }) => diagnostics.map(({ span }) => span !== undefined && span.start >= cause.span.start && span.end <= cause.span.end));
  expect(errors.length).toBeGreaterThan(30);
  expect(errors).not.toContain(false);
});
