import type { Random } from '../random.js';

const SCHEMA = `CREATE TABLE wholes (id int PRIMARY KEY, total int NOT NULL, open boolean NOT NULL DEFAULT false);
CREATE TABLE parts (id int PRIMARY KEY, whole int, v int NOT NULL, main boolean NOT NULL DEFAULT false);
INSERT INTO wholes VALUES (1, 5, false), (2, 3, false), (3, 0, true);
INSERT INTO parts VALUES (11, 1, 2, true), (12, 1, 3, false), (21, 2, 3, true);`;

/** What is wrong with the whole `k`. */
const WRONG = [
  'NOT EXISTS (SELECT 1 FROM parts WHERE whole = k AND main)',
  '(SELECT count(*) FROM parts WHERE whole = k AND main) <> 1',
  '(SELECT coalesce(sum(v), 0) FROM parts WHERE whole = k) IS DISTINCT FROM (SELECT total FROM wholes WHERE id = k)',
  '(SELECT sum(v) FROM parts WHERE whole = k) > (SELECT total FROM wholes WHERE id = k)',
  'EXISTS (SELECT 1 FROM parts a JOIN parts b ON a.whole = b.whole AND a.id < b.id AND a.v = b.v WHERE a.whole = k)',
  'EXISTS (SELECT 1 FROM wholes w WHERE w.id = k AND w.total < (SELECT max(p.v) FROM parts p WHERE p.whole = w.id))',
];

/** Checks that wait for the end of the transaction or of the statement, and steps that break and mend what they ask. */
export function randomChecks(random: Random): readonly string[] {
  const check = `CREATE FUNCTION ask(k int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM wholes WHERE id = k${random.chance(0.5) ? ' AND NOT open' : ''}) THEN RETURN; END IF;
  ${Array.from({ length: 1 + random.below(2) }, () => `IF ${random.pick(WRONG)} THEN RAISE EXCEPTION 'whole % is wrong', k; END IF;`).join('\n  ')}
END $$;`;
  return [SCHEMA, check, random.chance(0.5) ? deferred(random) : forStatements(), ...Array.from({ length: 12 }, () => step(random))];
}

/** Both tables ask, for each key that a change takes away or brings. */
function deferred(random: Random): string {
  const condition = random.chance(0.5) ? `IF TG_TABLE_NAME = 'wholes' THEN` : `IF TG_TABLE_NAME <> 'parts' THEN`;
  return `CREATE FUNCTION asks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  ${condition}
    PERFORM ask(CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END);
  ELSE
    IF TG_OP <> 'INSERT' THEN PERFORM ask(OLD.whole); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM ask(NEW.whole); END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER wholes_ask AFTER INSERT OR UPDATE OR DELETE ON wholes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION asks();
CREATE CONSTRAINT TRIGGER parts_ask AFTER INSERT OR UPDATE OR DELETE ON parts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION asks();`;
}

function forStatements(): string {
  return [
    atStatement('INSERT', 'SELECT DISTINCT whole FROM fresh', 'NEW TABLE AS fresh'),
    atStatement('UPDATE', 'SELECT whole FROM gone UNION SELECT whole FROM fresh', 'OLD TABLE AS gone NEW TABLE AS fresh'),
    atStatement('DELETE', 'SELECT DISTINCT whole FROM gone', 'OLD TABLE AS gone'),
  ].join('\n');
}

function atStatement(event: string, rows: string, tables: string): string {
  const name = `at_${event.toLowerCase()}`;
  return `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN
  FOR r IN ${rows} LOOP PERFORM ask(r.whole); END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER ${name} AFTER ${event} ON parts REFERENCING ${tables} FOR EACH STATEMENT EXECUTE FUNCTION ${name}();`;
}

/** One transaction. */
function step(random: Random): string {
  const key = (): number => 1 + random.below(4);
  const part = (): number => random.pick([11, 12, 13, 21, 22, 31]);
  const row = (): string => `(${part()}, ${random.chance(0.1) ? 'NULL' : key()}, ${random.below(6)}, ${random.pick(['true', 'false'])})`;
  const statement = (): string => random.pick([
    () => `INSERT INTO wholes VALUES (${key()}, ${random.below(6)}, ${random.pick(['true', 'false'])}) ON CONFLICT (id) DO UPDATE SET total = excluded.total;`,
    () => `INSERT INTO parts VALUES ${row()} ON CONFLICT DO NOTHING;`,
    () => `INSERT INTO parts SELECT * FROM (VALUES ${row()}, ${row()}, ${row()}) AS v (id, whole, v, main) ON CONFLICT DO NOTHING;`,
    () => `UPDATE parts SET v = ${random.pick(['v + 1', 'v - 1', '5 - v', String(random.below(6))])} WHERE ${random.pick([`id = ${part()}`, `whole = ${key()}`])};`,
    () => `UPDATE parts SET main = NOT main WHERE ${random.pick([`id = ${part()}`, `whole = ${key()}`])};`,
    () => `UPDATE parts SET whole = ${key()} WHERE id = ${part()};`,
    () => `UPDATE wholes SET total = (SELECT coalesce(sum(v), 0) FROM parts WHERE whole = wholes.id);`,
    () => `UPDATE wholes SET open = NOT open WHERE id = ${key()};`,
    () => `DELETE FROM parts WHERE ${random.pick([`id = ${part()}`, `whole = ${key()}`])};`,
    () => `DELETE FROM wholes WHERE id = ${key()};`,
  ])();
  return Array.from({ length: 1 + random.below(4) }, statement).join(' ');
}
