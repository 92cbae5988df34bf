import type { Random } from '../random.js';

/** Three tables below each other, whose keys act on them too. */
function schema(random: Random): string {
  const action = (): string => `ON DELETE ${random.pick(['CASCADE', 'CASCADE', 'SET NULL'])} ON UPDATE CASCADE`;
  return `CREATE TABLE a (id int PRIMARY KEY, up int, v int, d int);
CREATE TABLE b (id int PRIMARY KEY, up int REFERENCES a ${action()}, v int, d int);
CREATE TABLE c (id int PRIMARY KEY, up int REFERENCES b ${action()}, v int, d int);
CREATE TABLE heard (what text, depth int);
INSERT INTO a VALUES (1, NULL, 1, 0), (2, NULL, 2, 0), (3, NULL, 3, 0);
INSERT INTO b VALUES (1, 1, 1, 0), (2, 1, 2, 0), (3, 2, 3, 0), (4, NULL, 4, 0);
INSERT INTO c VALUES (1, 1, 1, 0), (2, 2, 2, 0), (3, 3, 3, 0), (4, 3, 4, 0);`;
}

const TABLES = ['a', 'b', 'c'] as const;
const EVENTS = [['INSERT'], ['UPDATE'], ['DELETE'], ['INSERT', 'UPDATE'], ['UPDATE', 'DELETE'], ['INSERT', 'UPDATE', 'DELETE']] as const;

/** Triggers that ask how deep they are, fired by statements, by each other and by keys; in which order they write is not compared. */
export function randomNested(random: Random): readonly string[] {
  const triggers = Array.from({ length: 2 + random.below(4) }, (_, i) => trigger(`t${i}`, random));
  return [schema(random), ...triggers, ...Array.from({ length: 10 }, () => change(random))];
}

function trigger(name: string, random: Random): string {
  const table = random.pick(TABLES);
  const events = random.pick(EVENTS);
  const before = random.chance(0.5);
  const row = events.includes('DELETE' as never) ? (events.length === 1 ? 'OLD' : 'coalesce(NEW, OLD)') : 'NEW';
  const key = events.includes('DELETE' as never) ? 'OLD' : 'NEW';
  const asks = `pg_trigger_depth() ${random.pick(['= 1', '> 1', '< 2', '<> 2', '= 2', '> 2'])}`;
  const early = random.chance(0.5) ? `IF ${asks} THEN RETURN ${row}; END IF; ` : '';
  const sets = before && !events.includes('DELETE' as never) && random.chance(0.5) ? `NEW.d := ${random.pick(['pg_trigger_depth()', 'coalesce(NEW.d, 0) + pg_trigger_depth()'])}; ` : '';
  const when = random.chance(0.3) ? ` WHEN (pg_trigger_depth() ${random.pick(['= 0', '> 0', '< 2', '= 1'])})` : '';
  const hears = random.chance(0.8) ? `INSERT INTO heard VALUES ('${name} ' || TG_OP, pg_trigger_depth()); ` : '';
  return `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${early}${hears}${sets}${write(table, key, random)}RETURN ${row}; END $$;
CREATE TRIGGER ${name} ${before ? 'BEFORE' : 'AFTER'} ${events.join(' OR ')} ON ${table} FOR EACH ROW${when} EXECUTE FUNCTION ${name}();`;
}

/** Only what lies below is written, so that nothing goes round: SQLite does not fire a trigger from within itself. It carries out keys before AFTER triggers, so what they write adds up. */
function write(table: (typeof TABLES)[number], row: string, random: Random): string {
  const below = TABLES.slice(TABLES.indexOf(table) + 1);
  if (below.length === 0 || random.chance(0.2)) return '';
  const other = random.pick(below);
  return random.pick([
    `UPDATE ${other} SET v = coalesce(v, 0) + 1 WHERE id = ${row}.id; `,
    `INSERT INTO ${other} (id, v) VALUES (${row}.id, 0) ON CONFLICT (id) DO UPDATE SET v = coalesce(${other}.v, 0) + 10; `,
    `IF pg_trigger_depth() = 1 THEN UPDATE ${other} SET v = coalesce(v, 0) + 100 WHERE id = ${row}.id; IF NOT FOUND THEN INSERT INTO heard VALUES ('none', pg_trigger_depth()); END IF; END IF; `,
  ]);
}

/** One row at a time. */
function change(random: Random): string {
  const table = random.pick(TABLES);
  const id = 1 + random.below(5);
  return random.pick([
    `UPDATE ${table} SET v = ${random.below(6)} WHERE id = ${id};`,
    `DELETE FROM ${table} WHERE id = ${id};`,
    `INSERT INTO ${table} (id, v) VALUES (${id}, ${random.below(6)}) ON CONFLICT DO NOTHING;`,
    `UPDATE ${table} SET id = id + 10 WHERE id = ${id};`,
    table === 'a' ? 'UPDATE a SET v = v WHERE id = 1;' : `UPDATE ${table} SET up = ${random.pick(['NULL', String(1 + random.below(3))])} WHERE id = ${id};`,
  ]);
}
