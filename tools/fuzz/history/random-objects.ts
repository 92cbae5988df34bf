import { viewsOf } from '../../../src/model/catalog-lookup.js';
import type { Catalog, Table, View } from '../../../src/model/catalog.js';
import type { Random } from '../random.js';
import { nameOf, quoted, relationOf, SCHEMA, value } from './vocabulary.js';

const VIEWS = ['seen', 'seen too', 'Third'].map(quoted);

/** A view over tables and other views, or what becomes of one. */
export function viewStatement(tables: readonly Table[], catalog: Catalog, random: Random): string {
  const views = viewsOf(catalog);
  const name = random.pick(VIEWS);
  // A view over itself fails where it is read, in its own words on each database.
  const older = views.filter((view) => nameOf(view) < name);
  const relations: readonly (Table | View)[] = [...tables, ...older, ...older];
  const from = random.pick(relations);
  const columns = random.some(from.columns, 0.6).map(nameOf).join(', ');
  const view = views.length > 0 ? random.pick(views) : undefined;
  return random.pick([
    () => `CREATE OR REPLACE VIEW ${name} AS SELECT ${columns || '1 AS one'} FROM ${relationOf(from)}`,
    () => `CREATE OR REPLACE VIEW ${name} AS SELECT * FROM ${relationOf(from)} WHERE ${nameOf(random.pick(from.columns))} IS NOT NULL`,
    () => `CREATE VIEW ${name} AS SELECT x.*, y.${nameOf(random.pick(from.columns))} AS other FROM ${relationOf(random.pick(relations))} x LEFT JOIN ${relationOf(from)} y ON true`,
    () => `CREATE OR REPLACE VIEW ${name} AS SELECT count(*) AS n, count(${nameOf(random.pick(from.columns))}) AS m FROM ${relationOf(from)}`,
    () => (view ? `CREATE OR REPLACE VIEW ${relationOf(view)} AS SELECT q.*, 'more' AS more FROM (SELECT ${view.columns.map(nameOf).join(', ')} FROM ${relationOf(random.pick(tables))}) q` : `DROP VIEW IF EXISTS ${name}`),
    () => (view ? `CREATE VIEW ${name} AS SELECT y.* FROM ${relationOf(random.pick(tables))} x CROSS JOIN LATERAL (SELECT count(*) AS n, max(q.${nameOf(random.pick(from.columns))}::text) AS most FROM ${relationOf(from)} q) y` : `DROP VIEW IF EXISTS ${name} CASCADE`),
    () => (view ? `ALTER VIEW ${relationOf(view)} RENAME TO "moved view"` : `DROP VIEW IF EXISTS "moved view" CASCADE`),
    () => (view ? `ALTER VIEW ${relationOf(view)} RENAME COLUMN ${nameOf(random.pick(view.columns))} TO ${random.pick(['one', 'a', 'renamed'])}` : `DROP VIEW IF EXISTS ${name}`),
    () => (view ? `DROP VIEW ${relationOf(view)}${random.pick(['', ' CASCADE'])}` : `DROP VIEW IF EXISTS ${name}`),
    () => (view ? `DROP TABLE IF EXISTS copied; CREATE TABLE copied AS SELECT * FROM ${relationOf(view)}` : `DROP VIEW IF EXISTS ${name}`),
    () => (view ? `DROP TABLE IF EXISTS copied; CREATE TABLE copied AS SELECT * FROM ${relationOf(view)}` : `DROP VIEW IF EXISTS ${name}`),
  ])();
}

export function typeStatement(tables: readonly Table[], random: Random): string {
  const table = random.pick(tables);
  const column = random.pick(table.columns);
  return random.pick([
    () => "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'meh' BEFORE 'ok'",
    () => "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'wow'",
    () => "ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'",
    () => "ALTER TYPE mood RENAME VALUE 'fine' TO 'ok'",
    () => `ALTER TABLE ${relationOf(table)} ALTER ${nameOf(column)} TYPE mood USING ${nameOf(column)}::text::mood`,
    () => `ALTER TABLE ${relationOf(table)} ALTER ${nameOf(column)} TYPE mood USING 'sad'`,
    () => 'ALTER DOMAIN level ADD CONSTRAINT small CHECK (VALUE < 100)',
    () => 'ALTER DOMAIN level ADD CONSTRAINT small CHECK (VALUE < 3) NOT VALID',
    () => 'ALTER DOMAIN level VALIDATE CONSTRAINT small',
    () => 'ALTER DOMAIN level DROP CONSTRAINT IF EXISTS small',
    () => `ALTER DOMAIN level ${random.pick(['SET DEFAULT 2', 'DROP DEFAULT', 'SET NOT NULL', 'DROP NOT NULL'])}`,
    () => `ALTER DOMAIN code ${random.pick(["SET DEFAULT '2'", 'DROP DEFAULT', "ADD CHECK (VALUE <> '')", 'DROP CONSTRAINT IF EXISTS code_check'])}`,
  ])();
}

export function sequenceStatement(table: Table, random: Random): string {
  const column = random.pick(table.columns);
  const on = `ALTER TABLE ${relationOf(table)} ALTER ${nameOf(column)}`;
  return random.pick([
    () => `CREATE SEQUENCE steps${random.pick(['', ' START 10', ' INCREMENT 5', ' START 3 INCREMENT 2 MAXVALUE 1000'])}`,
    () => 'DROP SEQUENCE IF EXISTS steps',
    () => 'DROP SEQUENCE IF EXISTS steps CASCADE',
    () => `SELECT setval('steps', ${20 + random.below(50)}${random.pick(['', ', false', ', true'])})`,
    () => `ALTER SEQUENCE steps ${random.pick(['RESTART WITH 200', 'INCREMENT 3', 'OWNED BY NONE', `OWNED BY ${relationOf(table)}.${nameOf(column)}`])}`,
    () => `${on} SET DEFAULT nextval('steps')`,
    () => `INSERT INTO numbers SELECT nextval('steps')`,
    () => 'CREATE TABLE numbers (v bigint)',
  ])();
}

/** Functions of triggers that read their columns late, as Postgres does, and the triggers. */
export function triggerStatement(table: Table, catalog: Catalog, random: Random): string {
  const column = random.pick(table.columns);
  const other = random.pick(table.columns);
  const name = random.pick(['touch', 'second']);
  const body = random.pick([
    () => `NEW.${nameOf(column)} := ${value(column, catalog, random)}; RETURN NEW;`,
    () => `IF NEW.${nameOf(other)} IS NULL THEN NEW.${nameOf(column)} := ${value(column, catalog, random)}; END IF; RETURN NEW;`,
    () => `INSERT INTO logged VALUES (TG_OP, NEW.${nameOf(column)}::text); RETURN NEW;`,
    () => `IF NEW.${nameOf(column)} IS NULL THEN RETURN NULL; END IF; RETURN NEW;`,
  ])();
  return random.pick([
    () => 'CREATE TABLE IF NOT EXISTS logged (op text, v text)',
    () => `CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$`,
    () => `CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$; CREATE OR REPLACE TRIGGER ${random.pick(['t1', 't2'])} BEFORE ${random.pick(['INSERT', 'UPDATE', 'INSERT OR UPDATE'])} ON ${relationOf(table)} FOR EACH ROW EXECUTE FUNCTION ${name}()`,
    () => `CREATE OR REPLACE TRIGGER ${random.pick(['t1', 't2'])} ${random.pick(['BEFORE', 'AFTER'])} ${random.pick(['INSERT', `UPDATE OF ${nameOf(other)}`, 'INSERT OR UPDATE'])} ON ${relationOf(table)} FOR EACH ROW EXECUTE FUNCTION ${name}()`,
    () => `DROP TRIGGER IF EXISTS t1 ON ${relationOf(table)}`,
    () => `ALTER TRIGGER t1 ON ${relationOf(table)} RENAME TO ${random.pick(['t0', 't3'])}`,
    () => `DROP FUNCTION IF EXISTS ${name}${random.pick(['', ' CASCADE'])}`,
  ])();
}

export function schemaStatement(table: Table, random: Random): string {
  return random.pick([() => `ALTER TABLE ${relationOf(table)} SET SCHEMA ${random.pick([SCHEMA, 'public'])}`, () => `ALTER TABLE ${relationOf(table)} SET SCHEMA ${SCHEMA}`, () => `DROP SCHEMA ${SCHEMA}${random.pick(['', ' CASCADE'])}; CREATE SCHEMA ${SCHEMA}`])();
}
