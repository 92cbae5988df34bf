import type { Random } from '../random.js';
import type { ExpressionMaker } from './random-expression.js';
import type { RandomStatement } from './random-statement.js';

const WHOLE = 'SELECT id, i, j, s, b, n, d, js, tags FROM t ORDER BY id';

/** Statements whose rows come from elsewhere: WITH, several columns at once, upserts, DEFAULT, TRUNCATE by DELETE. */
export function wideStatement(make: ExpressionMaker, random: Random): RandomStatement {
  const expr = (type: string): string => make(type, random.below(3), random);
  const sql = random.pick([
    () => `WITH gone AS (DELETE FROM t WHERE ${expr('bool')} RETURNING id, i, s) INSERT INTO t (id, i, s) SELECT id + 200, i, s FROM gone`,
    () => `WITH c AS (SELECT id, ${expr('int4')} AS x, ${expr('text')} AS y FROM t) UPDATE t SET i = c.x, s = c.y FROM c WHERE c.id = t.id AND ${random.pick(['c.x > 1', 't.b', 'true'])}`,
    () => `WITH up AS (UPDATE t SET i = ${expr('int4')} WHERE ${expr('bool')} RETURNING id, i) INSERT INTO t (id, i) SELECT id + 300, i FROM up`,
    () => `UPDATE t SET (i, s) = (${expr('int4')}, ${expr('text')}) WHERE ${expr('bool')}`,
    () => `UPDATE t SET (i, j) = (SELECT o.j, o.i FROM t o WHERE o.id = t.id + ${random.pick(['1', '-1', '0'])})`,
    () => `UPDATE t SET i = j, j = i, s = v || ${expr('text')} WHERE ${expr('bool')}`,
    () => `UPDATE t SET i = (SELECT count(*) FROM t o WHERE o.j = t.j AND o.id < t.id), n = DEFAULT`,
    () => `UPDATE t SET js = jsonb_set(js, '{${random.pick(['a', 'b,c', 'tags,0', '0', 'new', 'b,d,1'])}}', ${random.pick([`to_jsonb(${expr('text')})`, `'{"z": [1]}'`, `to_jsonb(${expr('int4')})`])}${random.pick(['', ', false'])}) WHERE jsonb_typeof(js) IN ('object', 'array')`,
    () => `UPDATE t SET js = js ${random.pick(["|| '{\"a\": null, \"q\": [1]}'", "|| '[9]'", "- 'a'", "#- '{b,c}'", "- 0"])} WHERE jsonb_typeof(js) = '${random.pick(['object', 'array'])}'`,
    () => `UPDATE t SET nums = nums || ${expr('int4')} WHERE id <> 5`,
    () => `INSERT INTO t (id, i, s) VALUES (1, ${random.below(9)}, 'new'), (60, NULL, 'other') ON CONFLICT (id) DO UPDATE SET i = coalesce(excluded.i, t.i) + t.id, s = t.s || excluded.s${random.pick(['', ' WHERE t.b', ' WHERE excluded.i > t.i'])}`,
    () => `INSERT INTO t (id, b, d, ts) SELECT id + 70, b, d + 1, ts + interval '1 month' FROM t WHERE ${expr('bool')} ORDER BY id LIMIT 2`,
    () => `DELETE FROM t a USING t b WHERE a.j = b.j AND a.id > b.id`,
    () => `DELETE FROM t WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY ${expr('int4')} ORDER BY id) AS r FROM t) q WHERE r > 1)`,
    () => `DELETE FROM t WHERE (i, j) IN (SELECT o.i, o.j FROM t o WHERE o.id > t.id) OR NOT EXISTS (SELECT 1 FROM t o WHERE o.b AND ${expr('bool')})`,
    () => `UPDATE t SET s = sub.all_s FROM (SELECT j, string_agg(s, ',' ORDER BY id) AS all_s FROM t GROUP BY j) sub WHERE sub.j = t.j`,
    () => `ALTER TABLE t ADD COLUMN k int NOT NULL DEFAULT ${random.below(5)}; UPDATE t SET i = k + id`,
    () => `CREATE TABLE u AS SELECT id, ${expr('text')} AS s, ${expr('numeric')} AS n, ${expr('date')} AS d FROM t; UPDATE t SET s = u.s FROM u WHERE u.id = t.id; DELETE FROM t USING u WHERE u.id = t.id AND u.n > 1`,
  ])();
  return { sql, query: WHOLE };
}
