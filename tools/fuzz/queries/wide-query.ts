import type { Random } from '../random.js';
import { TYPES, type ExpressionMaker } from './random-expression.js';
import type { RandomQuery } from './random-query.js';

const SORTED = TYPES.filter((type) => type !== 'json' && type !== 'jsonb' && type !== 'interval');
const NUMBERS = ['int4', 'int8', 'float8', 'numeric'];

const rows = (sql: string): RandomQuery => ({ sql, ordered: false });
const inOrder = (sql: string): RandomQuery => ({ sql, ordered: true });

/** Frames, joins, LATERAL, recursion, nested set operations and functions in FROM. */
export function wideQuery(make: ExpressionMaker, random: Random): RandomQuery {
  const expr = (type: string, depth = 1): string => make(type, random.below(depth + 1), random);
  const some = (): string => expr(random.pick(SORTED));
  const direction = (): string => `${random.pick(['', ' DESC'])}${random.pick(['', '', ' NULLS FIRST', ' NULLS LAST'])}`;
  const where = (): string => (random.chance(0.5) ? ` WHERE ${expr('bool')}` : '');

  const frame = (): string => {
    const bound = (word: string): string => random.pick([`UNBOUNDED ${word}`, 'CURRENT ROW', `1 ${word}`, `2 ${word}`]);
    const exclude = random.chance(0.2) ? ` EXCLUDE ${random.pick(['CURRENT ROW', 'TIES', 'GROUP', 'NO OTHERS'])}` : '';
    return random.pick(['', ` ${random.pick(['ROWS', 'GROUPS'])} BETWEEN ${bound('PRECEDING')} AND ${bound('FOLLOWING')}${exclude}`, ` RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW${exclude}`, ` ROWS ${random.pick(['1', '2', 'UNBOUNDED'])} PRECEDING`]);
  };
  const framed = (): string => {
    const over = ` OVER (${random.chance(0.5) ? `PARTITION BY ${some()} ` : ''}ORDER BY ${some()}${direction()}, id${frame()})`;
    const filter = random.chance(0.2) ? ` FILTER (WHERE ${expr('bool')})` : '';
    return random.pick([
      () => `sum(${expr(random.pick(NUMBERS))})${filter}${over}`,
      () => `avg(${expr(random.pick(['int4', 'numeric']))})${over}`,
      () => `${random.pick(['first_value', 'last_value'])}(${some()})${over}`,
      () => `nth_value(${some()}, 2)${over}`,
      () => `count(${some()})${filter}${over}`,
      () => `string_agg(${expr('text')}, ',')${over}`,
      () => `${random.pick(['dense_rank', 'percent_rank', 'cume_dist', 'rank'])}()${over}`,
      () => `ntile(${random.pick(['2', '3', '4'])})${over}`,
      () => `${random.pick(['lag', 'lead'])}(${expr('int4')}, ${random.pick(['1', '2', '0'])}, -99)${over}`,
      () => `bool_or(${expr('bool')})${over}`,
      () => `array_agg(${expr('int4')})${over}`,
    ])();
  };
  const joined = random.pick(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN']);

  return random.pick<() => RandomQuery>([
    () => rows(`SELECT id, ${framed()}, ${framed()} FROM t${where()}`),
    () => inOrder(`SELECT id, ${framed()} AS w FROM t WHERE ${expr('bool')} ORDER BY ${random.pick(['id', 'i', 's'])}${direction()}, id`),
    () => rows(`SELECT * FROM (SELECT id, row_number() OVER (PARTITION BY ${some()} ORDER BY ${some()}${direction()}, id) AS r FROM t) q WHERE r = 1`),
    () => rows(`SELECT id, count(*) OVER w, sum(i) OVER w FROM t WINDOW w AS (PARTITION BY ${some()})`),
    () => rows(`SELECT ${some()} AS k, sum(count(*)) OVER (ORDER BY count(*), min(id)) FROM t GROUP BY 1`),
    () => rows(`SELECT a.id, b.id FROM t a ${joined} t b ON ${random.pick(['a.i = b.j', 'a.id = b.i', 'a.b = b.b AND a.id < b.id', 'a.s = b.v', 'a.d = b.d'])}`),
    () => rows(`SELECT id, x.${random.pick(['i', 's', 'd'])} FROM t ${joined} (SELECT id, i, s, d FROM t WHERE id ${random.pick(['> 2', '< 4', '<> 3'])}) x USING (id)`),
    () => rows(`SELECT t.id, l.* FROM t ${random.pick(['CROSS JOIN LATERAL', ',  LATERAL'])} (SELECT o.id AS oid, o.i FROM t o WHERE o.i ${random.pick(['<', '>=', '='])} t.i ORDER BY o.i${direction()}, o.id LIMIT ${1 + random.below(2)}) l`),
    () => rows(`SELECT t.id, l.n, l.m FROM t LEFT JOIN LATERAL (SELECT count(*) AS n, max(o.${random.pick(['i', 's', 'd', 'n'])}) AS m FROM t o WHERE o.j = t.j AND ${expr('bool')}) l ON ${random.pick(['true', 'l.n > 1'])}`),
    () => rows(`WITH RECURSIVE r (n, x) AS (SELECT 1, ${expr('int4', 0)} FROM t WHERE id = 1 UNION ALL SELECT n + 1, x + n FROM r WHERE n < ${1 + random.below(5)}) SELECT * FROM r`),
    () => rows(`WITH RECURSIVE tree AS (SELECT id, i, 0 AS depth FROM t WHERE id = ${1 + random.below(6)} UNION ${random.pick(['', 'ALL '])}SELECT t.id, t.i, depth + 1 FROM t JOIN tree ON t.id = tree.i WHERE depth < 4) SELECT * FROM tree`),
    () => {
      const type = random.pick(SORTED);
      const part = (): string => `SELECT ${expr(type)} AS v FROM t${where()}`;
      return inOrder(`(${part()} ${random.pick(['UNION', 'UNION ALL'])} ${part()}) ${random.pick(['EXCEPT', 'INTERSECT', 'UNION'])} ${part()} ORDER BY v${direction()}${random.chance(0.4) ? ' LIMIT 3' : ''}`);
    },
    () => rows(`(SELECT id, ${expr('text')} FROM t ORDER BY id DESC LIMIT 2) UNION ALL (SELECT id, ${expr('text')} FROM t ORDER BY id LIMIT 2)`),
    () => rows(`SELECT ${some()} AS a, ${some()} AS b, count(*), sum(i), min(s) FROM t GROUP BY 1, 2 HAVING ${random.pick(['count(*) >= 1', 'sum(i) IS NOT NULL', 'bool_or(b)'])}`),
    () => inOrder(`SELECT ${some()} AS k, count(*) AS n, max(id) AS m FROM t GROUP BY k ORDER BY n${direction()}, m${direction()}`),
    () => rows(`SELECT id, (i, j) ${random.pick(['IN', 'NOT IN'])} (SELECT o.j, o.i FROM t o WHERE ${expr('bool')}) FROM t`),
    () => rows(`SELECT id, (${expr('int4')}, ${expr('text')}) ${random.pick(['=', '<', '>=', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM'])} (${expr('int4')}, ${expr('text')}) FROM t`),
    () => rows(`SELECT v.*, ${expr('int4')} FROM t JOIN (VALUES (1, 'one', NULL::date), (3, NULL, '2024-02-29'), (NULL, '', '1999-01-01')) v (k, label, day) ON v.k ${random.pick(['=', 'IS DISTINCT FROM', '<'])} t.id`),
    () => rows(`SELECT id, e.key, e.value FROM t, ${random.pick(['jsonb_each', 'jsonb_each_text'])}(CASE WHEN jsonb_typeof(js) = 'object' THEN js ELSE '{"z": null, "y": [1]}' END) e`),
    () => rows(`SELECT id, k FROM t, jsonb_object_keys(CASE WHEN jsonb_typeof(js) = 'object' THEN js END) k`),
    () => rows(`SELECT id, x, n FROM t, ${random.pick(['unnest(tags)', 'unnest(nums)', `jsonb_array_elements(CASE WHEN jsonb_typeof(js) = 'array' THEN js ELSE '[1, {"a": 2}, null]' END)`])} WITH ORDINALITY AS u (x, n)`),
    () => rows(`SELECT id, g FROM t, generate_series(d, d + ${random.pick(['1', '2', 'j'])}, interval '1 day') g WHERE d IS NOT NULL`),
    () => rows(`SELECT id, x.a, x.b FROM t, jsonb_to_recordset('[{"a": 1, "b": "x"}, {"a": null}, {"b": 3}]') AS x (a int, b text) WHERE x.a IS DISTINCT FROM t.i`),
    () => rows(`SELECT id, ARRAY(SELECT o.${random.pick(['i', 'id'])} FROM t o WHERE o.id <= t.id ORDER BY o.id), coalesce((SELECT ${some()}::text FROM t o WHERE o.id = t.j), 'none') FROM t`),
    () => rows(`SELECT array_agg(DISTINCT ${expr(random.pick(['int4', 'text']))}), count(DISTINCT ${some()}), sum(DISTINCT i), string_agg(DISTINCT s, ',' ORDER BY s) FROM t${where()}`),
    () => rows(`SELECT jsonb_agg(jsonb_build_object('k', ${some()}, 'v', ${some()}) ORDER BY id), json_agg(i ORDER BY id) FROM t${where()}`),
    () => inOrder(`SELECT DISTINCT ${some()} AS v FROM t ORDER BY v${direction()} LIMIT ${1 + random.below(4)} OFFSET ${random.below(2)}`),
    () => inOrder(`SELECT id, ${some()} FROM t ORDER BY CASE WHEN ${expr('bool')} THEN 1 ELSE 0 END${direction()}, ${some()}${direction()}, id FETCH FIRST 4 ROWS ONLY`),
    () => rows(`WITH a AS (SELECT id, ${some()} AS e FROM t), b AS (SELECT e, count(*) AS n FROM a GROUP BY e) SELECT a.id, b.n FROM a LEFT JOIN b ON a.e ${random.pick(['=', 'IS NOT DISTINCT FROM'])} b.e`),
    () => rows(`SELECT id, CASE WHEN EXISTS (SELECT 1 FROM t o WHERE o.j = t.j AND o.id <> t.id) THEN ${expr('text')} ELSE ${expr('text')} END FROM t${where()}`),
    () => rows(`SELECT id FROM t WHERE ${expr('int4')} ${random.pick(['=', '>', '<=', '<>'])} ${random.pick(['ANY', 'ALL'])} (SELECT o.i FROM t o WHERE o.id ${random.pick(['<', '<>'])} t.id)`),
    () => rows(`SELECT sum(x.n), max(x.k) FROM (SELECT ${some()} AS k, count(*) AS n FROM t GROUP BY 1) x`),
    () => rows(`SELECT count(*) FILTER (WHERE ${expr('bool')}), avg(${expr('numeric')})::numeric(10,3), ${random.pick(['every', 'bool_and'])}(${expr('bool')}), min(${expr('timestamp')}), max(${expr('date')}) FROM t GROUP BY b`),
  ])();
}
