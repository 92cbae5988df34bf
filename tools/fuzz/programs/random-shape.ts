import type { Random } from '../random.js';
import { COLUMNS } from './random-body.js';
import { caughtErrors } from './random-caught.js';
import { namesOf, randomValue, type ValueType } from './random-value.js';

const fields = (row: string): readonly (readonly [string, ValueType])[] => [[`${row}.id`, 'int'], ...Object.entries(COLUMNS).map(([name, type]) => [`${row}.${name}`, type] as const)];

/** A value over the columns of a row of `p`, by the name of the row. */
export function over(row: string, type: ValueType, random: Random, depth = 1): string {
  return randomValue(type, namesOf(fields(row)), depth, random);
}

/** AFTER .. FOR EACH STATEMENT over transition tables. */
function statementTrigger(name: string, random: Random): string {
  const event = random.pick(['INSERT', 'UPDATE', 'DELETE'] as const);
  const rows = event === 'DELETE' ? 'gone' : 'made';
  const where = random.chance(0.4) ? ` WHERE ${over('m', 'boolean', random)}` : '';
  const body = random.pick([
    () => `INSERT INTO log (tid, what, v) SELECT m.id, ${over('m', 'text', random)}, ${over('m', 'int', random)} FROM ${rows} m${where};`,
    () => `UPDATE other SET total = coalesce(total, 0) + n FROM (SELECT i, count(*)::int AS n FROM ${rows} m${where} GROUP BY i) c WHERE c.i = other.id;`,
    () => `UPDATE other SET total = coalesce(total, 0) + (SELECT count(*) FROM ${rows} m WHERE m.i = other.id);`,
    () => `UPDATE other SET label = ${over('m', 'text', random)} FROM ${rows} m WHERE m.i = other.id;`,
    () => `DELETE FROM log USING ${rows} m WHERE m.id = log.tid AND ${over('m', 'boolean', random)};`,
    () => `IF EXISTS (SELECT 1 FROM ${rows} m WHERE m.i > 6 AND ${over('m', 'boolean', random)}) THEN RAISE EXCEPTION 'too much'; END IF;`,
    () => `INSERT INTO log (tid, what) SELECT 0, 'seen' WHERE EXISTS (SELECT 1 FROM ${rows} m${where});`,
    () => `UPDATE other SET total = (SELECT count(*) FROM p WHERE p.i = other.id) WHERE id IN (SELECT m.i FROM ${rows} m);`,
    () => `INSERT INTO log (tid, what, v) SELECT m.i, 'sum', count(*)::int FROM ${rows} m GROUP BY m.i;`,
    () => `INSERT INTO other (id, total) SELECT m.id + 50, m.i FROM ${rows} m${where} ON CONFLICT (id) DO UPDATE SET total = excluded.total;`,
    () => (event === 'UPDATE' ? `INSERT INTO log (tid, what, v) SELECT m.id, g.s, m.i - g.i FROM made m JOIN gone g ON g.id = m.id WHERE m.i IS DISTINCT FROM g.i;` : `INSERT INTO log (tid, what) SELECT id, 'x' FROM ${rows};`),
  ])();
  const referencing = event === 'INSERT' ? 'NEW TABLE AS made' : event === 'DELETE' ? 'OLD TABLE AS gone' : 'OLD TABLE AS gone NEW TABLE AS made';
  return `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NULL; END $$;
CREATE TRIGGER ${name} AFTER ${event} ON p REFERENCING ${referencing} FOR EACH STATEMENT EXECUTE FUNCTION ${name}();`;
}

/** A view that INSTEAD OF triggers write to. */
function viewTriggers(name: string, random: Random): string {
  const value = (row: string, type: ValueType): string => over(row, type, random).replaceAll(/\b(NEW|OLD)\.(n|b|ts|d|js|tags)\b/gu, '$1.$2');
  return `CREATE VIEW pv AS SELECT id, i, n, s, b, ts, d, js, tags, ${random.pick(['coalesce(i, 0) + 1', "upper(s)", 'NOT b'])} AS more FROM p WHERE ${random.pick(['true', 'id > 0', 'i IS DISTINCT FROM 9'])};
CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF TG_OP = 'INSERT' THEN INSERT INTO p (id, i, s) VALUES (NEW.id, ${value('NEW', 'int')}, ${value('NEW', 'text')}); RETURN NEW;
ELSIF TG_OP = 'UPDATE' THEN UPDATE p SET i = ${value('NEW', 'int')}, s = ${value('OLD', 'text')}${random.chance(0.5) ? `, b = ${value('NEW', 'boolean')}` : ''} WHERE id = OLD.id; ${random.pick(['', "IF NEW.i IS DISTINCT FROM OLD.i THEN INSERT INTO log (tid, what, v) VALUES (OLD.id, 'i', OLD.i); END IF; "])}RETURN NEW;
ELSE ${random.pick(['DELETE FROM p WHERE id = OLD.id', 'UPDATE p SET b = false WHERE id = OLD.id', "INSERT INTO log (tid, what) VALUES (OLD.id, OLD.s)"])}; RETURN OLD; END IF; END $$;
CREATE TRIGGER ${name} INSTEAD OF INSERT OR UPDATE OR DELETE ON pv FOR EACH ROW EXECUTE FUNCTION ${name}();`;
}

/** Two tables whose triggers write to each other. */
function mutual(name: string, random: Random): string {
  const back = random.pick(['NEW.total IS DISTINCT FROM OLD.total', 'NEW.total > 3', 'NEW.label IS NOT NULL']);
  return `CREATE FUNCTION ${name}_there() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE other SET total = ${over('NEW', 'int', random)} WHERE id = ${random.pick(['NEW.i', 'NEW.id', '1'])}; RETURN NULL; END $$;
CREATE TRIGGER ${name}_there AFTER ${random.pick(['INSERT', 'UPDATE OF i', 'INSERT OR UPDATE OF i, s'])} ON p FOR EACH ROW EXECUTE FUNCTION ${name}_there();
CREATE FUNCTION ${name}_back() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ${back} THEN UPDATE p SET ${random.pick(["s = coalesce(s, '') || 'x'", 'n = NEW.total', 'b = NEW.total > 2'])} WHERE ${random.pick(['i = NEW.id', 'id = NEW.id'])}; END IF; RETURN NULL; END $$;
CREATE TRIGGER ${name}_back AFTER UPDATE ON other FOR EACH ROW EXECUTE FUNCTION ${name}_back();
CREATE FUNCTION ${name}_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.v := ${random.pick(['coalesce(NEW.v, 0) + 1', '(SELECT total FROM other WHERE id = NEW.tid)', 'length(NEW.what)'])}; ${random.pick(['', "IF NEW.what = '' THEN RETURN NULL; END IF; "])}RETURN NEW; END $$;
CREATE TRIGGER ${name}_log BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION ${name}_log();`;
}

/** A trigger whose body catches errors, goes through rows or elements, or calls other functions. */
function structured(name: string, random: Random): string {
  const value = (type: ValueType, depth = 1): string => over('NEW', type, random, depth);
  const body = random.pick([
    () => `BEGIN INSERT INTO other (id, total, label) VALUES (${value('int')}, ${value('int')}, ${value('text')}); EXCEPTION WHEN unique_violation THEN UPDATE other SET total = coalesce(total, 0) + 100 WHERE id = NEW.i; END;`,
    () => `BEGIN INSERT INTO other (id, total) VALUES (NEW.i, ${value('int')}); EXCEPTION WHEN ${random.pick(['unique_violation', 'OTHERS', 'not_null_violation'])} THEN ${random.pick(['NULL;', "INSERT INTO log (tid, what) VALUES (NEW.id, 'caught');"])} END;`,
    () => `FOR r IN SELECT id, total, label FROM other WHERE ${random.pick(['total > NEW.i', 'id <> NEW.id', `label IS NOT NULL AND ${value('boolean')}`])} ORDER BY id LOOP INSERT INTO log (tid, what, v) VALUES (r.id, r.label, coalesce(r.total, 0) + NEW.id); END LOOP;`,
    () => `FOREACH x IN ARRAY coalesce(NEW.tags, '{}') LOOP ${random.pick(['', 'CONTINUE WHEN x IS NULL; '])}INSERT INTO log (tid, what) VALUES (NEW.id, x); END LOOP;`,
    () => `FOR r IN SELECT * FROM other ORDER BY id LOOP k := k + coalesce(r.total, 0); EXIT WHEN k > 6; END LOOP; INSERT INTO log (tid, what, v) VALUES (NEW.id, 'k', k);`,
    () => `PERFORM ${name}_note(NEW.id, ${value('text')}); k := ${name}_work(${value('int')}); INSERT INTO log (tid, what, v) VALUES (NEW.id, 'worked', k);`,
    () => `WHILE k < ${random.pick(['3', '2'])} LOOP k := k + 1; INSERT INTO log (tid, what, v) VALUES (NEW.id, ${value('text')}, k); END LOOP;`,
    () => `SELECT * INTO r FROM other WHERE id = NEW.i; IF FOUND THEN INSERT INTO log (tid, what, v) VALUES (NEW.id, r.label, r.total); ELSE INSERT INTO other (id, total) VALUES (NEW.i, 0) ON CONFLICT DO NOTHING; END IF;`,
    () => `UPDATE other SET total = coalesce(total, 0) + 1 WHERE id = NEW.i RETURNING total INTO k; INSERT INTO log (tid, what, v) VALUES (NEW.id, 'now', k);`,
    () => `IF NEW.i > 5 AND ${value('boolean')} THEN RAISE EXCEPTION 'no % %', NEW.id, NEW.s USING ERRCODE = 'check_violation'; END IF; GET DIAGNOSTICS k = ROW_COUNT;`,
    () => `DELETE FROM log WHERE tid = NEW.id; GET DIAGNOSTICS k = ROW_COUNT; INSERT INTO log (tid, what, v) VALUES (NEW.id, 'deleted', k);`,
    () => `CASE NEW.i WHEN 1, 2 THEN k := 5; WHEN 7 THEN k := 6; ELSE k := -1; END CASE; INSERT INTO log (tid, what, v) VALUES (NEW.id, ${value('text')}, k);`,
    () => `INSERT INTO log (tid, what, v) SELECT NEW.id, o.label, o.total FROM other o WHERE o.id IN (NEW.i, NEW.id) AND ${value('boolean')};`,
    () => `WITH up AS (UPDATE other SET total = coalesce(total, 0) + 1 WHERE id = NEW.i RETURNING id, total) INSERT INTO log (tid, what, v) SELECT id, 'with', total FROM up;`,
  ])();
  const constraint = random.chance(0.2);
  const timing = constraint ? 'AFTER' : random.pick(['BEFORE', 'AFTER']);
  const when = random.chance(0.3) ? ` WHEN (${random.pick(['NEW.i IS NOT NULL', "NEW.s <> ''", 'NEW.b'])})` : '';
  return `CREATE FUNCTION ${name}_work(a int) RETURNS int LANGUAGE ${random.pick(["sql IMMUTABLE AS $$ SELECT coalesce(a, 0) * 2 $$", "plpgsql AS $$ BEGIN IF a IS NULL THEN RETURN -1; END IF; RETURN a + 1; END $$", 'sql STABLE AS $$ SELECT count(*)::int FROM other WHERE total > a $$'])};
CREATE FUNCTION ${name}_note(who int, t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN IF t IS NOT NULL THEN INSERT INTO log (tid, what) VALUES (who, t); END IF; END $$;
CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE k int := 0; r record; x text; BEGIN ${body} RETURN NEW; END $$;
CREATE ${constraint ? 'CONSTRAINT ' : ''}TRIGGER ${name} ${timing} ${random.pick(['INSERT', 'UPDATE', 'INSERT OR UPDATE', 'INSERT OR UPDATE OF i'])} ON p${constraint && random.chance(0.5) ? ' DEFERRABLE' : ''} FOR EACH ROW${when} EXECUTE FUNCTION ${name}();`;
}

/** Triggers in the forms that real ones have. */
export function randomShape(name: string, random: Random): string {
  return random.pick([statementTrigger, statementTrigger, structured, structured, structured, mutual, viewTriggers, caughtErrors, caughtErrors])(name, random);
}

/** DO over the rows that are there. */
export function randomDo(random: Random): string {
  const value = (type: ValueType): string => over('r', type, random);
  const work = random.pick([
    () => `UPDATE p SET s = ${value('text')}, i = ${value('int')} WHERE id = r.id;`,
    () => `IF ${value('boolean')} THEN INSERT INTO log (tid, what, v) VALUES (r.id, ${value('text')}, ${value('int')}); ELSE DELETE FROM p WHERE id = r.id; END IF;`,
    () => `k := k + 1; INSERT INTO log (tid, what, v) VALUES (r.id, r.s, k);`,
    () => `CONTINUE WHEN r.i IS NULL; UPDATE other SET total = coalesce(total, 0) + r.i WHERE id = ${value('int')};`,
    () => `INSERT INTO other (id, total, label) VALUES (r.id + 30, r.i, r.s) ON CONFLICT (id) DO NOTHING; IF NOT FOUND THEN k := 7; END IF;`,
    () => `SELECT count(*) INTO k FROM log WHERE tid = r.id; UPDATE p SET i = k WHERE id = r.id;`,
    () => `BEGIN INSERT INTO other (id, total) VALUES (r.i, r.id); EXCEPTION WHEN unique_violation THEN NULL; END;`,
  ])();
  return `DO $$ DECLARE r record; k int := 0; BEGIN FOR r IN SELECT * FROM p${random.chance(0.5) ? ` WHERE ${over('p', 'boolean', random)}` : ''} ORDER BY id${random.pick([' DESC', '', ' LIMIT 3'])} LOOP ${work} END LOOP; END $$;`;
}

/** Statements about several rows at once, and about the view where there is one. */
export function manyRows(withView: boolean, random: Random): string {
  const where = random.chance(0.6) ? ` WHERE ${over('p', 'boolean', random)}` : '';
  const ofView = [
    () => `UPDATE pv SET i = ${random.pick(['i + 1', '3', 'NULL'])}, s = 'viewed' WHERE id ${random.pick(['= 1', '> 2', 'IN (1, 4)'])};`,
    () => `INSERT INTO pv (id, i, s) VALUES (${30 + random.below(5)}, ${random.below(4)}, 'by view');`,
    () => `DELETE FROM pv WHERE id = ${1 + random.below(5)};`,
  ];
  return random.pick([
    ...(withView ? [...ofView, ...ofView] : []),
    () => `UPDATE p SET i = coalesce(i, 0) + 1${where};`,
    () => `UPDATE p SET s = ${over('p', 'text', random)}, i = ${over('p', 'int', random)}${where};`,
    () => `INSERT INTO p (id, i, s, b) VALUES (${40 + random.below(3)}, 1, 'many', true), (${43 + random.below(3)}, NULL, NULL, false), (${46 + random.below(3)}, 7, '', NULL);`,
    () => `DELETE FROM p${where};`,
    () => `UPDATE p SET i = o.total FROM other o WHERE o.id = p.i;`,
    () => randomDo(random),
  ])();
}
