import { describe, expect, it } from 'vitest';
import { compare } from './support/compare.js';

/** Every script runs on Postgres 18 and through interpretation: facts after each statement, and errors, must be the same. */
const SCRIPTS: Readonly<Record<string, string>> = {
  'indexes': `
    CREATE TABLE t (a int, b text, c jsonb, d int, j json);
    CREATE INDEX ON t (a);
    CREATE INDEX ON t (a, b DESC, d NULLS FIRST);
    CREATE INDEX ON t (lower(b), (a + 1), upper(b), (a + 2));
    CREATE INDEX ON t ((a + 1));
    CREATE INDEX ON t ((a::text));
    CREATE INDEX ON t ((c ->> 'x'), (c -> 'y'));
    CREATE INDEX ON t (coalesce(a, d));
    CREATE INDEX ON t ((CASE WHEN a > 1 THEN b END));
    CREATE INDEX ON t ((b || 'x')) INCLUDE (a, d);
    CREATE INDEX ON t ((a)) INCLUDE (d);
    CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS named ON ONLY t (a) NULLS NOT DISTINCT WHERE b IS NOT NULL;
    CREATE INDEX IF NOT EXISTS named ON t (b);
    CREATE INDEX named ON t (b);
    CREATE INDEX t ON t (b);
    CREATE INDEX ON t USING gin (c jsonb_path_ops);
    CREATE INDEX ON t USING hash (b);
    CREATE INDEX ON t USING brin (a);
    CREATE UNIQUE INDEX ON t USING hash (b);
    CREATE INDEX ON t (nothing);
    CREATE INDEX ON nothing (a);
    CREATE INDEX ON t (a) WHERE a;
    CREATE INDEX ON t (j);
    CREATE INDEX ON t (b text_pattern_ops, b COLLATE "C");
    CREATE INDEX ON t (a) INCLUDE (lower(b));
    CREATE INDEX ON t ((now()));
    CREATE INDEX ON t (a) WHERE random() > 0.5;
    CREATE INDEX ON t ((CURRENT_DATE));
    ALTER TABLE t ADD COLUMN g timestamptz GENERATED ALWAYS AS (now()) STORED;
    CREATE INDEX ON t (date_trunc('day', '2020-01-01'::timestamp));
    CREATE INDEX ON t (md5(b), abs(a));
    DROP INDEX named, t_a_idx;
    DROP INDEX nothing;
    DROP INDEX IF EXISTS nothing, t_lower_expr_upper_expr1_idx;
    DROP INDEX t;
    CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
    CREATE UNIQUE INDEX ON m (a);
    DROP INDEX m_a_idx;
    CREATE VIEW v AS SELECT a FROM t;
    CREATE INDEX ON v (a);`,
  'what is not immutable': `
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE t (a int, b text, v varchar(9), at timestamptz, local timestamp, day date, m mood, words text[], d jsonb, big numeric);
    CREATE INDEX ON t ((at::date));
    CREATE INDEX ON t ((local::date));
    CREATE INDEX ON t (((at AT TIME ZONE 'UTC')::date));
    CREATE INDEX ON t (date_trunc('day', at));
    CREATE INDEX ON t (date_trunc('day', local));
    CREATE INDEX ON t ((m::text));
    CREATE INDEX ON t ((b || a));
    CREATE INDEX ON t ((b || big || v));
    CREATE INDEX ON t ((b || day));
    CREATE INDEX ON t ((words || b));
    CREATE INDEX ON t ((words::text));
    CREATE INDEX ON t ((at + interval '1 day'));
    CREATE INDEX ON t ((local + interval '1 day'));
    CREATE INDEX ON t (((d ->> 'n')::numeric));
    CREATE INDEX ON t (((d ->> 'day')::date));
    CREATE INDEX ON t (to_tsvector(b));
    CREATE INDEX ON t (to_tsvector('english', b));
    CREATE INDEX ON t ((day IN (at, day)));
    CREATE INDEX ON t (nullif(at, local));
    CREATE INDEX ON t (a) WHERE day < at;
    CREATE INDEX ON t (a) WHERE at BETWEEN '2020-01-01' AND '2021-01-01 00:00+00';
    CREATE INDEX ON t (a) WHERE at > '2020-01-01'::date;
    ALTER TABLE t ADD COLUMN g1 date GENERATED ALWAYS AS (at) STORED;
    ALTER TABLE t ADD COLUMN g2 text GENERATED ALWAYS AS (extract(year from local)::text || a) STORED;
    ALTER TABLE t ADD COLUMN g3 text GENERATED ALWAYS AS (extract(year from at)::text) STORED;
    ALTER TABLE t ADD COLUMN g4 text GENERATED ALWAYS AS (day) STORED;
    ALTER TABLE t ADD COLUMN g5 text GENERATED ALWAYS AS (CASE m WHEN 'ok' THEN 'x' ELSE v END) STORED;`,
  'enums': `
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TYPE mood AS ENUM ('x');
    CREATE TYPE nil AS ENUM ();
    CREATE TABLE t (m mood DEFAULT 'ok', ms mood[], CHECK (m <> 'sad'));
    CREATE TYPE t AS ENUM ('x');
    CREATE TABLE mood (x int);
    ALTER TYPE mood ADD VALUE 'happy';
    ALTER TYPE mood ADD VALUE 'meh' BEFORE 'ok';
    ALTER TYPE mood ADD VALUE 'good' AFTER 'ok';
    ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok';
    ALTER TYPE mood ADD VALUE 'ok';
    ALTER TYPE mood ADD VALUE 'x' BEFORE 'nothing';
    ALTER TYPE nothing ADD VALUE 'x';
    ALTER TYPE mood RENAME VALUE 'sad' TO 'unhappy';
    ALTER TYPE mood RENAME VALUE 'nothing' TO 'x';
    ALTER TYPE mood RENAME VALUE 'ok' TO 'good';
    CREATE TYPE mood_new AS ENUM ('unhappy', 'ok');
    ALTER TYPE mood RENAME TO mood_old;
    ALTER TYPE mood_new RENAME TO mood;
    DROP TYPE mood_old;
    DROP TYPE mood, nil;
    DROP TYPE nothing;
    DROP TYPE IF EXISTS nothing, nowhere;
    DROP TYPE mood_old CASCADE;
    DROP TYPE t;
    ALTER TYPE nil RENAME TO t;`,
  'drops': `
    CREATE TABLE a (id serial PRIMARY KEY, x int UNIQUE);
    CREATE TABLE b (a int REFERENCES a, x int REFERENCES a (x), self int, id int PRIMARY KEY);
    ALTER TABLE b ADD FOREIGN KEY (self) REFERENCES b;
    CREATE VIEW va AS SELECT id, x FROM a;
    CREATE VIEW vva AS SELECT id FROM va;
    DROP TABLE a;
    DROP VIEW va;
    DROP TABLE va;
    DROP VIEW a;
    DROP TABLE nothing;
    DROP TABLE IF EXISTS nothing, b;
    DROP VIEW va CASCADE;
    CREATE VIEW va AS SELECT * FROM a;
    CREATE TABLE b (a int REFERENCES a);
    CREATE TABLE c (b int);
    DROP TABLE a, c CASCADE;
    CREATE TABLE p (id int PRIMARY KEY);
    CREATE TABLE q (id int REFERENCES p);
    DROP TABLE p, q;
    CREATE TABLE s (id serial, other int);
    CREATE TABLE r (id int DEFAULT nextval('s_id_seq'));
    DROP SEQUENCE s_id_seq;
    ALTER TABLE s DROP COLUMN id;
    DROP TABLE s;
    DROP TABLE s CASCADE;
    CREATE TABLE i (id int GENERATED ALWAYS AS IDENTITY);
    DROP SEQUENCE i_id_seq;
    CREATE TABLE k (id int PRIMARY KEY, n int UNIQUE);
    DROP INDEX k_pkey;
    ALTER TABLE k DROP COLUMN id, DROP COLUMN n;
    CREATE TABLE self (id int PRIMARY KEY, parent int REFERENCES self);
    ALTER TABLE self DROP COLUMN id;
    ALTER TABLE self DROP COLUMN parent;
    ALTER TABLE self DROP COLUMN id;
    DROP TABLE self;`,
  'sequences': `
    CREATE SEQUENCE s;
    CREATE SEQUENCE IF NOT EXISTS s;
    CREATE SEQUENCE s;
    CREATE SEQUENCE down AS int INCREMENT BY -1 MINVALUE -10 MAXVALUE 10 START 3 CYCLE;
    CREATE SEQUENCE bad INCREMENT 0;
    CREATE SEQUENCE bad MINVALUE 10 MAXVALUE 5;
    CREATE TABLE t (id int NOT NULL DEFAULT nextval('s'::regclass), other bigint);
    ALTER SEQUENCE s OWNED BY t.id;
    ALTER SEQUENCE s OWNED BY t.nothing;
    ALTER SEQUENCE s OWNED BY nothing.id;
    ALTER SEQUENCE s RENAME TO s2;
    ALTER SEQUENCE s2 START WITH 7 INCREMENT 3 NO CYCLE;
    ALTER SEQUENCE nothing START WITH 7;
    ALTER SEQUENCE IF EXISTS nothing START WITH 7;
    ALTER TABLE t ALTER id DROP DEFAULT;
    ALTER TABLE t ALTER id SET DEFAULT nextval('s2');
    DROP SEQUENCE s2;
    DROP SEQUENCE s2 CASCADE;
    CREATE SEQUENCE own OWNED BY t.other;
    ALTER SEQUENCE own OWNED BY NONE;
    ALTER SEQUENCE own OWNED BY t.other;
    DROP TABLE t;
    ALTER TABLE down RENAME TO up;
    CREATE TABLE x (id int DEFAULT nextval('nothing'));`,
  'schemas and search path': `
    CREATE SCHEMA app;
    CREATE SCHEMA IF NOT EXISTS app;
    CREATE SCHEMA app;
    CREATE SCHEMA "Other One";
    CREATE TABLE app.t (id serial PRIMARY KEY, x int REFERENCES app.t);
    CREATE TABLE t (id int REFERENCES app.t);
    CREATE TYPE app.kind AS ENUM ('a');
    SET search_path TO app, public;
    ALTER TABLE t ADD COLUMN k kind DEFAULT 'a';
    CREATE TABLE u (k app.kind);
    CREATE TABLE nowhere.u (k int);
    ALTER TABLE u SET SCHEMA public;
    ALTER TABLE t SET SCHEMA "Other One";
    ALTER TABLE t SET SCHEMA nowhere;
    ALTER TYPE kind SET SCHEMA public;
    DROP SCHEMA app;
    CREATE TABLE app.last (id int);
    DROP SCHEMA app;
    DROP SCHEMA app CASCADE;
    DROP SCHEMA IF EXISTS app;
    DROP SCHEMA app;
    SET search_path TO public;
    CREATE SCHEMA extra;
    CREATE TABLE extra.e (id serial);
    ALTER SCHEMA extra RENAME TO extra2;
    ALTER TABLE extra2.e ADD COLUMN y int DEFAULT 3;
    CREATE SCHEMA pg_bad;`,
  'domains': `
    CREATE DOMAIN email AS varchar(50) CHECK (VALUE LIKE '%@%') NOT NULL DEFAULT 'a@b';
    CREATE DOMAIN email AS text;
    CREATE DOMAIN positive AS int CONSTRAINT pos CHECK (VALUE > 0) CHECK (VALUE < 100);
    CREATE TABLE t (e email, p positive DEFAULT 5, q positive);
    ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 50);
    ALTER DOMAIN positive ADD CHECK (VALUE <> 13);
    ALTER DOMAIN positive DROP CONSTRAINT small;
    ALTER DOMAIN positive DROP CONSTRAINT small;
    ALTER DOMAIN positive DROP CONSTRAINT IF EXISTS small;
    ALTER DOMAIN positive SET DEFAULT 7;
    ALTER DOMAIN positive DROP DEFAULT;
    ALTER DOMAIN positive SET NOT NULL;
    ALTER DOMAIN positive DROP NOT NULL;
    ALTER DOMAIN positive RENAME CONSTRAINT pos TO pos2;
    ALTER DOMAIN email RENAME TO mail;
    DROP DOMAIN mail;
    DROP DOMAIN t;
    DROP DOMAIN mail, positive CASCADE;`,
  'views': `
    CREATE TABLE t (a int, b text);
    CREATE VIEW v AS SELECT * FROM t;
    CREATE VIEW v AS SELECT 1 AS one;
    CREATE OR REPLACE VIEW v AS SELECT a, b, a + 1 AS c FROM t;
    CREATE OR REPLACE VIEW v AS SELECT a FROM t;
    CREATE OR REPLACE VIEW v AS SELECT a AS x, b, a + 1 AS c FROM t;
    CREATE OR REPLACE VIEW v AS SELECT a, b, (a + 1)::text AS c FROM t;
    CREATE VIEW named (x, y) AS SELECT a, b FROM t;
    ALTER VIEW named RENAME TO named2;
    ALTER VIEW named2 RENAME COLUMN x TO z;
    ALTER TABLE t RENAME a TO a2;
    ALTER TABLE t DROP COLUMN a2;
    ALTER TABLE t DROP COLUMN a2 CASCADE;
    CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT b FROM t WITH NO DATA;
    DROP VIEW m;
    DROP MATERIALIZED VIEW m;
    CREATE OR REPLACE VIEW t AS SELECT 1 AS x;
    CREATE VIEW bad AS SELECT nothing FROM t;`,
  'extensions': `
    CREATE EXTENSION IF NOT EXISTS citext;
    CREATE EXTENSION citext;
    CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
    CREATE TABLE t (a citext, b uuid DEFAULT uuid_generate_v4(), c int);
    DROP EXTENSION citext;
    DROP EXTENSION citext CASCADE;
    DROP EXTENSION "uuid-ossp" CASCADE;
    DROP EXTENSION IF EXISTS citext;
    DROP EXTENSION citext;`,
  'what changes nothing': `
    CREATE TABLE t (a int);
    COMMENT ON TABLE t IS 'x';
    COMMENT ON COLUMN t.a IS 'x';
    COMMENT ON COLUMN t.b IS 'x';
    COMMENT ON TABLE nothing IS 'x';
    GRANT SELECT ON t TO public;
    VACUUM t;
    ANALYZE t;
    ALTER TABLE t ALTER a SET STATISTICS 100;
    ALTER TABLE t ALTER b SET STATISTICS 100;
    ALTER TABLE t SET (fillfactor = 70), REPLICA IDENTITY FULL;
    ALTER TABLE t ENABLE ROW LEVEL SECURITY;
    ALTER TABLE t DISABLE TRIGGER nothing;
    ALTER TABLE t DISABLE TRIGGER ALL;
    BEGIN; COMMIT;
    SET lock_timeout = '5s';`,
};

describe('objects are read as Postgres reads them', () => {
  it.each(Object.entries(SCRIPTS))('%s', async (name, text) => {
    const outcome = await compare([{ file: `${name}.sql`, text }], { everyStatement: true });
    expect(outcome.disagreements).toEqual([]);
    expect(outcome.statements).toBe(outcome.changes.length);
  });
});
