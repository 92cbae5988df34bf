import type { Random } from '../random.js';

const SCHEMA = `CREATE TABLE t (id int PRIMARY KEY, k int NOT NULL, v int NOT NULL);
CREATE TABLE a (id int PRIMARY KEY, n int NOT NULL DEFAULT 0, mark boolean NOT NULL DEFAULT false);
CREATE TABLE b (id int, k int, n bigint);
CREATE TABLE c (id int PRIMARY KEY, what text);
INSERT INTO t VALUES (0, 1, 1), (1, 2, 5);
INSERT INTO a (id) VALUES (1), (2), (3), (4);
INSERT INTO b VALUES (1, 1, 0), (2, 2, 1);`;

/** Triggers FOR EACH STATEMENT that do several things one after the other, and statements of several rows. Each changes a row: what a trigger does when none is changed is told of. */
export function randomStatements(random: Random): readonly string[] {
  const triggers = Array.from({ length: 1 + random.below(2) }, (_, i) => trigger(`s${i}`, random));
  let id = 10;
  const insert = (): string => `INSERT INTO t VALUES ${Array.from({ length: 1 + random.below(3) }, () => `(${id++}, ${1 + random.below(4)}, ${random.below(9)})`).join(', ')};`;
  const steps = Array.from({ length: 6 }, () => random.pick([
    insert,
    insert,
    () => `UPDATE t SET ${random.pick(['v = v + 1', 'k = 1 + (k % 4)', 'k = 2, v = 7', 'v = k'])} WHERE id IN (0, ${10 + random.below(8)}, ${10 + random.below(8)});`,
    () => `INSERT INTO t VALUES (${++id}, ${1 + random.below(4)}, 3); DELETE FROM t WHERE id IN (${id++}, ${10 + random.below(8)}, ${10 + random.below(8)});`,
  ])());
  return [SCHEMA, ...triggers, ...steps];
}

function trigger(name: string, random: Random): string {
  const event = random.pick(['INSERT', 'INSERT', 'UPDATE', 'DELETE'] as const);
  const referencing = event === 'INSERT' ? 'NEW TABLE AS f' : event === 'DELETE' ? 'OLD TABLE AS f' : 'OLD TABLE AS gone NEW TABLE AS f';
  const body = Array.from({ length: 1 + random.below(3) }, () => action(random)).join(' ');
  return `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NULL; END $$;
CREATE TRIGGER ${name} AFTER ${event} ON t REFERENCING ${referencing} FOR EACH STATEMENT EXECUTE FUNCTION ${name}();`;
}

function action(random: Random): string {
  const key = random.pick(['f.id', 'f.k']);
  const asked = random.pick(['', '', '', ' WHERE f.v > 2', ' WHERE NOT EXISTS (SELECT FROM b o WHERE o.id = f.id)', ' WHERE EXISTS (SELECT FROM a o WHERE o.id = f.k AND NOT o.mark)']);
  const statement = random.pick([
    () => `INSERT INTO b SELECT f.id, f.k, ${random.pick(['f.v', '(SELECT count(*) FROM b)', '(SELECT n FROM a WHERE a.id = f.k)', '(SELECT count(*) FROM t WHERE t.k = f.k)'])} FROM f${asked};`,
    () => `INSERT INTO c SELECT ${key}, ${random.pick(["'x'", 'f.v::text'])} FROM f${asked} ON CONFLICT DO NOTHING;`,
    () => `UPDATE a SET ${random.pick(['mark = true', 'n = 5', 'n = (SELECT count(*) FROM b WHERE b.k = a.id)', 'n = (SELECT count(*) FROM t WHERE t.k = a.id)', 'n = n + (SELECT count(*) FROM f WHERE f.k = a.id)'])} WHERE id IN (SELECT k FROM f);`,
    () => `UPDATE a SET ${random.pick(['mark = false', 'n = (SELECT count(*) FROM b)', 'n = (SELECT coalesce(max(n), 0) FROM b WHERE b.k = a.id)', 'mark = NOT mark', 'n = (SELECT max(o.n) + 1 FROM a o)', "n = length(concat(n, '0'))"])}${random.pick(['', ' WHERE n < 3', ' WHERE NOT mark', ' WHERE id = (SELECT min(o.id) FROM a o WHERE NOT o.mark)'])};`,
    () => `DELETE FROM b WHERE ${random.pick(['id', 'k'])} IN (SELECT ${key} FROM f);`,
    () => `DELETE FROM b${random.pick(['', ' WHERE n > 2', ' WHERE id = (SELECT min(o.id) FROM b o)', ' WHERE id NOT IN (SELECT o.id FROM b o ORDER BY o.id DESC LIMIT 2)', ' WHERE EXISTS (SELECT FROM a WHERE a.id = b.k AND a.mark)'])};`,
    () => `DELETE FROM c USING f WHERE c.id = ${key}${random.pick(['', ' AND (SELECT count(*) FROM c o) > 1'])};`,
  ])();
  if (random.chance(0.15)) return `IF EXISTS (SELECT FROM ${random.pick(['b', 'a', 'f', 't'])} WHERE ${random.pick(['n > 1', 'id > 12', 'mark'])}) THEN ${statement} END IF;`.replace(/FROM (f|t) WHERE (n > 1|mark)/u, 'FROM $1 WHERE v > 3').replace(/FROM b WHERE mark/u, 'FROM b WHERE n > 1');
  if (random.chance(0.1)) return `IF EXISTS (SELECT FROM f JOIN t o ON o.k = f.k AND ${random.pick(['o.id <> f.id', 'o.id > f.id', 'o.v = f.v AND o.id <> f.id'])} WHERE f.v > 7) THEN RAISE EXCEPTION 'no'; END IF;`;
  return statement;
}
