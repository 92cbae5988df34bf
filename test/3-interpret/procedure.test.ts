import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser, parse } from '../../src/2-parse/parse.js';
import { parseProcedure, parseSqlBody } from '../../src/2-parse/procedure.js';
import { interpret } from '../../src/3-interpret/interpret.js';
import type { Catalog, FunctionObject, Table } from '../../src/model/catalog.js';
import { emptyCatalog } from '../../src/model/catalog-lookup.js';
import type { Change } from '../../src/model/change.js';

beforeAll(loadParser);

const PARSER = { parse, parseProcedure, parseSqlBody };

function run(text: string): { readonly catalog: Catalog; readonly changes: readonly Change[]; readonly errors: readonly string[] } {
  let catalog = emptyCatalog();
  const changes: Change[] = [];
  for (const statement of parse({ file: 'f.sql', text }).statements) {
    const change = interpret(statement, catalog, PARSER);
    changes.push(change);
    catalog = change.after;
  }
  return { catalog, changes, errors: changes.flatMap(({ diagnostics }) => diagnostics.map(({ message }) => message)) };
}

function functionsOf({ objects }: Catalog): readonly FunctionObject[] {
  return [...objects.values()].filter((object): object is FunctionObject => object.kind === 'function');
}

function tableNamed({ objects }: Catalog, name: string): Table | undefined {
  return [...objects.values()].find((object): object is Table => object.kind === 'table' && object.name === name);
}

function program(sql: string) {
  return tableNamed(run(sql).catalog, 't')?.triggers[0]?.program;
}

const TRIGGER = `CREATE TABLE t (id int PRIMARY KEY, a text, b text);
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.a := ''x''; RETURN NEW; END';`;

describe('work for the server', () => {
  test('jobs and requests are left out, and whoever schedules is told', () => {
    const { changes, errors } = run(`CREATE EXTENSION pg_cron; CREATE EXTENSION pg_net;
      SELECT cron.schedule('clean', '0 3 * * *', 'DELETE FROM t') AS job;
      SELECT * FROM cron.schedule('clean', '0 3 * * *', 'DELETE FROM t');
      SELECT cron.unschedule(jobid) FROM cron.job WHERE jobname = 'clean';
      SELECT cron.unschedule('clean') WHERE EXISTS (SELECT FROM cron.job WHERE jobname = 'clean');
      DO $$ DECLARE old record; BEGIN
        IF EXISTS (SELECT FROM cron.job WHERE jobname = 'clean') THEN PERFORM cron.unschedule('clean'); END IF;
        FOR old IN SELECT jobid FROM cron.job LOOP PERFORM cron.unschedule(old.jobid); END LOOP;
      END $$;
      DO $$ BEGIN PERFORM cron.unschedule('clean'); EXCEPTION WHEN OTHERS THEN NULL; END $$;
      SELECT jobname FROM cron.job;
      SELECT net.http_post(url := 'https://example.com', body := '{}'::jsonb) AS request;`);
    expect(errors).toEqual(['cron.schedule() does nothing here: there is no server that would run the job', 'cron.schedule() does nothing here: there is no server that would run the job', 'net.http_post() does nothing here: there is no server that would send the request']);
    expect(changes.map(({ effect }) => effect.kind).filter((kind) => kind !== 'none' && kind !== 'sequence')).toEqual([]);
  });

  test('in a trigger they are left out too; where the value is used it is NULL', () => {
    const { catalog, errors } = run(`CREATE TABLE t (id int PRIMARY KEY, request bigint);
      CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM net.http_post('https://example.com', to_jsonb(NEW), timeout_milliseconds := 100); RETURN NEW; EXCEPTION WHEN OTHERS THEN RETURN NEW; END $$;
      CREATE TRIGGER tell AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION tell();`);
    expect(errors).toEqual([]);
    expect(tableNamed(catalog, 't')?.triggers[0]?.program).toMatchObject({ kind: 'lowered', bodies: [{ actions: [], notes: [{ code: 'lossy-exception-handler' }, { code: 'server-work-ignored' }] }] });
  });

  test('messages and webhooks too', () => {
    const { catalog, errors } = run(`CREATE TABLE t (id int PRIMARY KEY);
      CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM realtime.broadcast_changes('t:' || NEW.id::text, TG_OP, TG_OP, TG_TABLE_NAME, TG_TABLE_SCHEMA, NEW, OLD); PERFORM realtime.send(jsonb_build_object('id', NEW.id), 'new', 't', false); RETURN NULL; END $$;
      CREATE TRIGGER tell AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION tell();
      CREATE TRIGGER hook AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION supabase_functions.http_request('https://example.com', 'POST', '{}', '{}', '1000');`);
    expect(errors).toEqual([]);
    const programs = tableNamed(catalog, 't')?.triggers.map(({ program }) => program);
    expect(programs).toMatchObject([{ kind: 'lowered', bodies: [{ actions: [] }, { actions: [] }] }, { kind: 'lowered', bodies: [{ actions: [], notes: [{ code: 'server-work-ignored' }] }] }]);
  });

  test('a schema of the same name that the migrations make is their own', () => {
    const { changes, errors } = run(`CREATE SCHEMA cron; CREATE TABLE cron.job (jobid bigint, jobname text);
      CREATE FUNCTION cron.schedule(text, text, text) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN INSERT INTO cron.job VALUES (1, $1); RETURN 1; END $$;
      SELECT cron.schedule('clean', '0 3 * * *', 'DELETE FROM t'); SELECT jobname FROM cron.job;`);
    expect(errors).toEqual([]);
    expect(changes.slice(-2).map(({ effect }) => effect.kind)).toEqual(['sequence', 'data']);
  });
});

describe('functions', () => {
  test('overloads are told apart by the types of their parameters', () => {
    const { catalog, errors } = run(`CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
      CREATE FUNCTION f(text, OUT result text) LANGUAGE sql AS 'SELECT $1';
      CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1';
      DROP FUNCTION f(text);
      ALTER FUNCTION f(int) RENAME TO g;`);
    expect(errors).toEqual([]);
    expect(functionsOf(catalog).map(({ name, parameters }) => `${name}/${parameters.length}`)).toEqual(['g/1']);
  });

  test.each([
    ["CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'SELECT 2'", 'function "f" already exists with same argument types'],
    ["CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION f", 'function name "f" is not unique'],
    ['DROP FUNCTION f(int, text)', 'function f(integer, text) does not exist'],
    ['DROP FUNCTION f', 'could not find a function named "f"'],
    ["CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW END'", 'syntax error at end of input'],
    [`${TRIGGER} CREATE TRIGGER a BEFORE UPDATE ON t EXECUTE FUNCTION touch(); DROP FUNCTION touch()`, 'cannot drop function touch() because other objects depend on it: trigger a on table t depends on function touch()'],
    [`${TRIGGER} CREATE TRIGGER a BEFORE UPDATE ON t EXECUTE FUNCTION touch(); CREATE TRIGGER a AFTER INSERT ON t EXECUTE FUNCTION touch()`, 'trigger "a" for relation "t" already exists'],
    ['CREATE TABLE t (id int); CREATE TRIGGER a BEFORE UPDATE ON t EXECUTE FUNCTION nothing()', 'function nothing() does not exist'],
    ["CREATE TABLE t (id int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TRIGGER a BEFORE UPDATE ON t EXECUTE FUNCTION f()", 'function f must return type trigger'],
    [`${TRIGGER} CREATE TRIGGER a BEFORE UPDATE OF c ON t EXECUTE FUNCTION touch()`, 'column "c" of relation "t" does not exist'],
  ])('%s is an error, as in Postgres', (text, message) => {
    expect(run(text).errors).toEqual([message]);
  });

  test('IF EXISTS forgives a function and its types that do not exist', () => {
    expect(run('DROP FUNCTION IF EXISTS f(nothing); DROP FUNCTION IF EXISTS g').errors).toEqual([]);
  });
});

describe('triggers', () => {
  test('CASCADE takes them along; DISABLE, RENAME and OR REPLACE keep their identity', () => {
    const { catalog } = run(`${TRIGGER} CREATE TRIGGER a BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch(); CREATE TRIGGER b AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
      ALTER TABLE t DISABLE TRIGGER a; ALTER TRIGGER b ON t RENAME TO c; CREATE OR REPLACE TRIGGER c BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.id > 1) EXECUTE FUNCTION touch();`);
    expect(tableNamed(catalog, 't')?.triggers.map(({ name, timing, events, enabled, when }) => [name, timing, events, enabled, when !== undefined])).toEqual([
      ['a', 'before', ['update'], false, false],
      ['c', 'before', ['insert'], true, true],
    ]);
    expect(tableNamed(run(`${TRIGGER} CREATE TRIGGER a BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch(); DROP FUNCTION touch CASCADE`).catalog, 't')?.triggers).toEqual([]);
  });

  test('a program follows its function and the tables that it names', () => {
    const text = `${TRIGGER} CREATE TRIGGER a AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();`;
    expect(program(text)).toMatchObject({ kind: 'lowered', bodies: [{ event: 'update', actions: [], assignments: [] }] });
    const later = `${text} CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO log VALUES (NEW.id); RETURN NEW; END';`;
    expect(program(later)).toMatchObject({ kind: 'failed', broken: true, diagnostic: { message: 'relation "log" does not exist' } });
    expect(program(`${later} CREATE TABLE log (id int);`)).toMatchObject({ kind: 'lowered', bodies: [{ actions: [{ kind: 'statement' }] }] });
  });

  test.each([
    ['WHILE NEW.id > 1 LOOP DELETE FROM t; END LOOP;', 'loops have no equivalent in a trigger'],
    ["EXECUTE 'DELETE FROM ' || NEW.a;", 'the text of this EXECUTE is known only when the trigger fires'],
    ['BEGIN INSERT INTO t (id) SELECT id + 1 FROM t; EXCEPTION WHEN others THEN NEW.a := 1; END;', 'whether this block with its EXCEPTION handlers fails cannot be told beforehand in a trigger, and SQLite cannot catch an error'],
    ['BEGIN INSERT INTO t (id) SELECT id + 1 FROM t; EXCEPTION WHEN unique_violation THEN NULL; END;', 'whether this block with its EXCEPTION handlers fails cannot be told beforehand in a trigger, and SQLite cannot catch an error'],
    ['NEW.a[1] := 1;', 'assigning to a part of a value has no equivalent'],
    ['FOR i IN 1..NEW.id LOOP DELETE FROM t WHERE id = i; RETURN NULL; END LOOP;', 'loops have no equivalent in a trigger'],
  ])('a body with %s cannot be carried over, and says why', (statement, message) => {
    const { catalog } = run(`CREATE TABLE t (id int PRIMARY KEY, a text, b text); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${statement} RETURN NEW; END $$;
      CREATE TRIGGER f BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();`);
    expect(tableNamed(catalog, 't')?.triggers[0]?.program).toMatchObject({ kind: 'failed', broken: false, diagnostic: { message } });
  });
});
