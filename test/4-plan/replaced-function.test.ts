import { beforeAll, expect, test } from 'vitest';
import { loadParser } from '../../src/2-parse/parse.js';
import { transpile } from '../../src/transpile.js';
import { asMigrations, asScript } from '../support/golden/golden-case.js';

beforeAll(() => loadParser());

test('a function that is replaced by one beyond the target is refused where a trigger calls it, not written as NULL', () => {
  const first = `CREATE FUNCTION token(int) RETURNS text AS $$ SELECT 'a' || $1 $$ LANGUAGE sql;
    CREATE TABLE mails (id int PRIMARY KEY, mail text, token text);
    CREATE FUNCTION again() RETURNS trigger AS $$ BEGIN NEW.token := token(5); RETURN NEW; END $$ LANGUAGE plpgsql;
    CREATE TRIGGER again BEFORE UPDATE ON mails FOR EACH ROW EXECUTE FUNCTION again();`;
  const second = `CREATE OR REPLACE FUNCTION token(int) RETURNS text AS $$ BEGIN IF $1 = 0 THEN RETURN ''; END IF; RETURN 'x' || token($1 - 1); END $$ LANGUAGE plpgsql;`;
  const [, plan] = transpile(asMigrations([asScript('1.sql', first), asScript('2.sql', second)]), { target: 'sqlite' });
  expect(plan?.verdicts.map(({ verdict }) => verdict)).toEqual(['refused']);
  expect(plan?.diagnostics).toContainEqual(expect.objectContaining({ code: 'trigger-unsupported', severity: 'error', message: expect.stringContaining('it calls itself') }));
});
