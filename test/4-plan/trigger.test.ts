import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { loadParser } from '../../src/2-parse/parse.js';
import type { Migration } from '../../src/model/migration.js';
import type { Plan } from '../../src/model/plan.js';
import { transpile } from '../../src/transpile.js';
import { compareRows } from '../support/facts/compare-rows.js';
import { openSqlite, startD1, usePostgres, type D1Server, type PgDatabase, type Target } from '../support/facts/databases.js';
import { readPostgresFacts } from '../support/facts/read-postgres-facts.js';
import { TRIGGER_CASES, type TriggerCase } from './triggers/cases.js';

let d1: D1Server;
beforeAll(async () => {
  await loadParser();
  d1 = await startD1(TRIGGER_CASES.map(({ name }) => name));
});
afterAll(() => d1.stop());

function migrationsOf({ schema, script }: TriggerCase): readonly Migration[] {
  return [schema, ...script].map((text, i) => {
    const file = `${i}.sql`;
    const checksum = createHash('sha256').update(text, 'utf8').digest('hex');
    return { name: file, version: String(i), up: { file, text, checksum }, overrides: {} };
  });
}

async function fails(run: Promise<void>): Promise<string | undefined> {
  return run.then(() => undefined, (error: Error) => error.message);
}

function errorsOf(plan: Plan): readonly string[] {
  return plan.diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message, file, span }) => `${code}: ${message} (${file ?? ''} ${span?.start ?? ''})`);
}

/** @returns every way in which the target differs from Postgres, which has run the script already */
async function judge(trigger: TriggerCase, target: Target, dialect: 'sqlite' | 'd1', expected: readonly boolean[], postgres: PgDatabase): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [i, plan] of transpile(migrationsOf(trigger), { target: dialect }).entries()) {
    const errors = errorsOf(plan);
    const failure = errors.length > 0 ? errors.join('; ') : await fails(target.apply(plan.steps.map(({ sql }) => sql)));
    const statement = i === 0 ? 'the schema' : trigger.script[i - 1];
    if ((failure === undefined) !== expected[i]) faults.push(`${dialect}: ${statement}: ${failure ?? 'accepted'}\n${plan.steps.map(({ sql }) => sql).join('\n')}`);
  }
  const facts = await readPostgresFacts(postgres);
  const { differences } = await compareRows(facts, postgres, target, { mapping: 'classic', volatile: trigger.volatile ?? {} });
  return [...faults, ...differences.map((difference) => `${dialect}: rows of ${difference}`)];
}

describe('triggers do to rows what they do in Postgres', () => {
  it.each(TRIGGER_CASES.map((trigger) => [trigger.name, trigger] as const))('%s', async (name, trigger) => {
    const [postgres, sqlite, recursive] = [await usePostgres(inject('postgresUrl')).database(`trigger ${name}`.slice(0, 60)), openSqlite(), openSqlite()];
    try {
      const expected: boolean[] = [];
      for (const statement of [trigger.schema, ...trigger.script]) expected.push((await fails(postgres.script(statement))) === undefined);
      expect(expected[0]).toBe(true);
      const told = transpile(migrationsOf(trigger), { target: 'sqlite' }).some(({ diagnostics }) => diagnostics.some(({ code }) => code === 'trigger-recursion'));
      expect(told).toBe(trigger.recursive === true);
      await recursive.apply(['PRAGMA recursive_triggers = ON']);
      expect(await judge(trigger, recursive, 'sqlite', expected, postgres)).toEqual([]);
      const faults = told ? [] : [...(await judge(trigger, sqlite, 'sqlite', expected, postgres)), ...(await judge(trigger, await d1.database(name), 'd1', expected, postgres))];
      expect(faults).toEqual([]);
    } finally {
      await Promise.all([postgres.close(), sqlite.close(), recursive.close()]);
    }
  });
});

describe('a trigger that is written by hand for the target', () => {
  const script = `CREATE TABLE t (id int PRIMARY KEY, a text, b varchar(9));
CREATE TABLE log (what text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN WHILE (SELECT count(*) FROM log) < 2 LOOP INSERT INTO log VALUES (NEW.a); END LOOP; RETURN NEW; END $$;
/* transmigrate sqlite,d1: CREATE TRIGGER by_hand AFTER INSERT ON t BEGIN INSERT INTO log VALUES (NEW.a), (NEW.a); END; */
CREATE TRIGGER f AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();`;

  it('is there, outlives a rebuild of its table and goes with the trigger', async () => {
    const sqlite = openSqlite();
    const triggers = async (): Promise<readonly unknown[]> => (await sqlite.queryAll(["SELECT name FROM sqlite_master WHERE type = 'trigger'"]))[0]?.map(({ name }) => name) ?? [];
    try {
      const plans = transpile(migrationsOf({ name: '', schema: script, script: ["INSERT INTO t VALUES (1, 'x', 'y')", 'ALTER TABLE t ALTER COLUMN b TYPE varchar(5)', 'DROP TRIGGER f ON t'] }), { target: 'sqlite' });
      expect(plans.flatMap(errorsOf)).toEqual([]);
      const seen: (readonly unknown[])[] = [];
      for (const plan of plans) {
        await sqlite.apply(plan.steps.map(({ sql }) => sql));
        seen.push(await triggers());
      }
      expect(seen).toEqual([['by_hand'], ['by_hand'], ['by_hand'], []]);
      expect((await sqlite.queryAll(['SELECT what FROM log']))[0]).toEqual([{ what: 'x' }, { what: 'x' }]);
    } finally {
      await sqlite.close();
    }
  });

  it('is asked for where nobody has written it', () => {
    const [plan] = transpile(migrationsOf({ name: '', schema: script.replace(/\/\*.*\*\/\n/, ''), script: [] }), { target: 'sqlite' });
    expect(plan ? errorsOf(plan) : []).toEqual([expect.stringContaining('trigger f of table t: loops have no equivalent in a trigger')]);
    expect(plan?.diagnostics[0]?.help).toContain('Write one statement for all rows');
  });
});

describe('a statement trigger is refused where its rows are not taken one by one', () => {
  it.each([
    ['rows of OLD with all rows of NEW', 'INSERT INTO log SELECT o.n, n.n FROM before o, after n;'],
    ['OLD and NEW joined by what is no key', 'INSERT INTO log SELECT o.n, n.n FROM before o JOIN after n ON n.code = o.code;'],
    ['a number of rows', 'UPDATE totals SET n = (SELECT count(*) FROM after);'],
    ['a number of rows in a variable', 'v := (SELECT count(*) FROM after); INSERT INTO log VALUES (v, 1) ON CONFLICT DO NOTHING;'],
    ['what is in none of the rows', 'DELETE FROM totals WHERE id NOT IN (SELECT id FROM after);'],
    ['what is in rows of both', 'DELETE FROM totals WHERE id IN (SELECT id FROM after) AND n IN (SELECT n FROM before);'],
    ['once for several rows', 'INSERT INTO log SELECT id, 1 FROM totals WHERE id IN (SELECT n FROM after);'],
    ['whether there are many rows', "IF (SELECT count(*) FROM after) > 10 THEN RAISE EXCEPTION 'too many'; END IF;"],
    ['one for each group', 'UPDATE totals SET n = totals.n + 1 FROM (SELECT n AS id, count(*) AS c FROM after GROUP BY n) d WHERE d.id = totals.id;'],
    ['a sum that may be NULL', 'UPDATE totals SET n = totals.n + d.c FROM (SELECT n AS id, sum(n) AS c FROM after GROUP BY n) d WHERE d.id = totals.id;'],
    ['an average', 'UPDATE totals SET n = totals.n + d.c FROM (SELECT n AS id, avg(id)::int AS c FROM after GROUP BY n) d WHERE d.id = totals.id;'],
    ['different values', 'UPDATE totals SET n = totals.n + d.c FROM (SELECT n AS id, count(DISTINCT code) AS c FROM after GROUP BY n) d WHERE d.id = totals.id;'],
    ['several groups that lead to one row', 'UPDATE totals SET n = totals.n + d.c FROM (SELECT n AS id, code, count(*) AS c FROM after GROUP BY n, code) d WHERE d.id = totals.id;'],
    ['groups of many rows', 'UPDATE totals SET n = totals.n + d.c FROM (SELECT n AS id, count(*) AS c FROM after GROUP BY n) d WHERE d.id = totals.id AND d.c > 1;'],
    ['a count in the place of the one before', 'UPDATE totals SET n = d.c FROM (SELECT n AS id, count(*) AS c FROM after GROUP BY n) d WHERE d.id = totals.id;'],
    ['a counter with a row of its own', 'INSERT INTO log SELECT n, count(*) FROM after GROUP BY n;'],
    ['a counter that is looked at', 'UPDATE totals SET n = totals.n + d.c FROM (SELECT n AS id, count(*) AS c FROM after GROUP BY n) d WHERE d.id = totals.id; DELETE FROM totals WHERE n > 10;'],
    ['a counter that starts from what is there', 'INSERT INTO totals (id, n) SELECT n, count(*) FROM after GROUP BY n ON CONFLICT (id) DO UPDATE SET n = excluded.n;'],
    ['each row if one of them is of a kind', "IF EXISTS (SELECT 1 FROM after WHERE code = 'x') THEN INSERT INTO log SELECT n, 1 FROM after; END IF;"],
  ])('%s', (_, body) => {
    const schema = `CREATE TABLE items (id int PRIMARY KEY, n int, code text); CREATE TABLE log (a int UNIQUE, b int); CREATE TABLE totals (id int PRIMARY KEY, n int);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE v int; BEGIN ${body} RETURN NULL; END $$;
      CREATE TRIGGER t AFTER UPDATE ON items REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION f();`;
    const [plan] = transpile(migrationsOf({ name: '', schema, script: [] }), { target: 'sqlite' });
    expect(plan && errorsOf(plan)).toEqual([expect.stringContaining('it runs once for a whole statement, and what it does then is not what it would do for each row')]);
  });
});
