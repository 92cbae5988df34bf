import type { Random } from '../random.js';
import { over } from './random-shape.js';

const CONDITIONS = ['unique_violation', 'foreign_key_violation', 'check_violation', 'not_null_violation', 'integrity_constraint_violation', 'raise_exception', 'no_data_found', 'division_by_zero', "SQLSTATE 'P0404'", 'OTHERS', 'OTHERS'];

/** A trigger whose body changes tables with keys, CHECKs and references, and catches what that raises. */
export function caughtErrors(name: string, random: Random): string {
  const int = (): string => random.pick(['NEW.i', 'NEW.id', '1', '2', '7', over('NEW', 'int', random)]);
  const text = (): string => random.pick(['NEW.s', "'one'", "'new'", "'x' || NEW.id", 'NULL']);
  const statement = (): string => random.pick([
    () => `INSERT INTO ${name}_up (id, total, label) VALUES (${int()}, ${int()}, ${text()});`,
    () => `INSERT INTO ${name}_up (id, total, label) VALUES (${int()}, ${int()}, ${text()}) ON CONFLICT (id) DO NOTHING;`,
    () => `INSERT INTO ${name}_up (id, total, label) VALUES (${int()}, ${int()}, ${text()}) ON CONFLICT (id) DO UPDATE SET total = ${random.pick(['excluded.total', `${name}_up.total + excluded.total`])}, label = excluded.label${random.chance(0.3) ? ` WHERE ${name}_up.total < 6` : ''};`,
    () => `INSERT INTO ${name}_down (up, note) VALUES (${int()}, ${text()});`,
    () => `INSERT INTO ${name}_numbered (note) VALUES (${text()}) RETURNING id INTO k; INSERT INTO ${name}_below (up, note) VALUES (k, ${text()});`,
    () => `UPDATE ${name}_up SET total = ${random.pick([int(), `total + ${int()}`, 'total - 5'])} WHERE id = ${int()};`,
    () => `UPDATE ${name}_up SET label = ${text()} WHERE id = ${int()};`,
    () => `UPDATE ${name}_down SET up = ${int()} WHERE note = ${text()};`,
    () => `DELETE FROM ${name}_up WHERE id = ${int()};`,
    () => `IF ${random.pick(['NOT FOUND', 'NEW.i > 2', over('NEW', 'boolean', random), `EXISTS (SELECT 1 FROM ${name}_up WHERE total = ${int()})`])} THEN RAISE EXCEPTION ${random.pick(["'no %', NEW.id", "'none' USING ERRCODE = 'P0404'", "'nothing' USING ERRCODE = 'no_data_found'"])}; END IF;`,
    () => `SELECT total INTO STRICT k FROM ${name}_up WHERE id = ${int()};`,
    () => `SELECT count(*) INTO k FROM ${name}_up WHERE total < ${int()};`,
    () => `k := 10 / ${int()};`,
    () => `k := coalesce(k, 0) + 1; NEW.s := 'v' || k;`,
  ])();
  const last = (): string => random.pick(['', '', 'RETURN NEW; ', "NEW.s := 'caught'; ", `UPDATE ${name}_up SET total = 0 WHERE id = ${int()}; `]);
  const handler = (): string => `WHEN ${random.pick(CONDITIONS)}${random.chance(0.2) ? ` OR ${random.pick(CONDITIONS)}` : ''} THEN INSERT INTO log (tid, what, v) VALUES (NEW.id, ${random.pick(['SQLERRM', 'SQLSTATE', "'caught'"])}, k); ${last()}`;
  const statements = (most: number): string => Array.from({ length: 1 + random.below(most) }, statement).join(' ');
  const block = (inner: string): string => `BEGIN ${inner} EXCEPTION ${Array.from({ length: 1 + random.below(2) }, handler).join('')}END;`;
  const body = random.chance(0.2) ? block(`${statements(2)} ${block(statements(2))} ${statements(1)}`) : block(statements(3));
  return `CREATE TABLE ${name}_up (id int PRIMARY KEY, total int NOT NULL CHECK (total < 8), label text UNIQUE);
CREATE TABLE ${name}_down (up int REFERENCES ${name}_up (id), note text NOT NULL);
CREATE TABLE ${name}_numbered (id serial PRIMARY KEY, note text UNIQUE);
CREATE TABLE ${name}_below (up int NOT NULL REFERENCES ${name}_numbered (id), note text NOT NULL);
INSERT INTO ${name}_up VALUES (1, 5, 'one'), (2, 0, NULL), (7, 7, 'seven');
INSERT INTO ${name}_down VALUES (1, 'one'), (7, 'new');
CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE k int; BEGIN ${random.chance(0.3) ? `${statements(1)} ` : ''}${body} ${random.chance(0.3) ? `INSERT INTO log (tid, what, v) VALUES (NEW.id, NEW.s, k); ` : ''}RETURN NEW; END $$;
CREATE TRIGGER ${name} ${random.pick(['BEFORE', 'AFTER'])} ${random.pick(['INSERT', 'UPDATE', 'INSERT OR UPDATE'])} ON p FOR EACH ROW EXECUTE FUNCTION ${name}();`;
}
