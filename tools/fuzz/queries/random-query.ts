import type { Random } from '../random.js';
import { TYPES, type ExpressionMaker } from './random-expression.js';

/** A query, and whether its rows come in an order that Postgres promises. */
export interface RandomQuery {
  readonly sql: string;
  readonly ordered: boolean;
}

/** What can be sorted and made distinct. */
const SORTED = TYPES.filter((type) => type !== 'json' && type !== 'jsonb' && type !== 'interval');
const NUMBERS = ['int4', 'int8', 'float8', 'numeric'];

function rows(sql: string): RandomQuery {
  return { sql, ordered: false };
}

/** Makes queries over the rows of the bench from the clauses that expressions alone do not reach. */
export function randomQuery(make: ExpressionMaker, random: Random): RandomQuery {
  const expr = (type: string, depth = 1): string => make(type, random.below(depth + 1), random);
  const some = (): string => expr(random.pick(SORTED));
  const where = (): string => (random.chance(0.5) ? ` WHERE ${expr('bool')}` : '');
  const direction = (): string => `${random.pick(['', ' DESC'])}${random.pick(['', '', ' NULLS FIRST', ' NULLS LAST'])}`;
  const filter = (): string => (random.chance(0.25) ? ` FILTER (WHERE ${expr('bool')})` : '');

  const aggregate = (): string => {
    const value = some();
    const number = expr(random.pick(NUMBERS));
    const sorted = ` ORDER BY ${random.chance(0.3) ? `${some()}${direction()}, ` : ''}id`;
    const call = random.pick([
      () => 'count(*)',
      () => `count(${random.pick(['', 'DISTINCT '])}${value})`,
      () => `${random.pick(['sum', 'avg'])}(${number})`,
      () => `${random.pick(['min', 'max'])}(${expr(random.pick(SORTED.filter((type) => !['_text', '_int4', 'bool', 'uuid', 'bytea'].includes(type))))})`,
      () => `${random.pick(['bool_and', 'bool_or'])}(${expr('bool')})`,
      () => `string_agg(${expr('text')}, ${random.pick(["','", "'; '", "''"])}${sorted})`,
      () => `array_agg(${expr(random.pick(['int4', 'text', 'bool']))}${sorted})`,
      () => `jsonb_agg(${expr(random.pick(['int4', 'text', 'bool', 'jsonb', 'numeric', 'date', 'timestamp']))}${sorted})`,
      () => `jsonb_object_agg(id::text, ${expr(random.pick(['int4', 'text', 'bool', 'jsonb']))})`,
      () => `string_agg(DISTINCT ${expr('text')}, ',')`,
    ])();
    return call + filter();
  };

  const window = (): string => {
    const over = ` OVER (${random.chance(0.5) ? `PARTITION BY ${some()} ` : ''}ORDER BY ${some()}${direction()}, id)`;
    return random.pick([
      () => 'row_number()',
      () => 'rank()',
      () => `lag(${some()})`,
      () => `lead(${expr('int4')}, 2)`,
      () => `first_value(${some()})`,
      () => `sum(${expr('int4')})`,
      () => 'count(*)',
      () => `max(${expr('int4')})`,
    ])() + over;
  };

  return random.pick<() => RandomQuery>([
    () => rows(`SELECT ${aggregate()}, ${aggregate()} FROM t${where()}`),
    () => rows(`SELECT ${some()} AS k, ${aggregate()} FROM t${where()} GROUP BY 1${random.chance(0.3) ? ' HAVING count(*) > 1' : ''}`),
    () => rows(`SELECT id, ${window()} FROM t${where()}`),
    () => ({ sql: `SELECT id, ${expr('text')} FROM t${where()} ORDER BY ${some()}${direction()}, id${random.chance(0.4) ? ` LIMIT 3 OFFSET ${random.below(3)}` : ''}`, ordered: true }),
    () => rows(`SELECT DISTINCT ${some()} FROM t`),
    () => {
      const type = random.pick(SORTED);
      const all = random.chance(0.4) ? ' ALL' : '';
      const operator = random.pick([`UNION${all}`, `UNION${all}`, 'INTERSECT', 'EXCEPT']);
      return { sql: `SELECT ${expr(type)} AS v FROM t ${operator} SELECT ${expr(type)} FROM t ORDER BY v${direction()}`, ordered: true };
    },
    () => rows(`SELECT id FROM t WHERE ${random.pick(['', 'NOT '])}EXISTS (SELECT 1 FROM t AS o WHERE o.i ${random.pick(['=', '<', '>'])} t.j AND ${expr('bool')})`),
    () => {
      const type = random.pick(SORTED);
      return rows(`SELECT id, ${expr(type)} ${random.pick(['IN', 'NOT IN', '= ANY', '<> ALL'])} (SELECT ${expr(type)} FROM t AS o WHERE o.id > t.id) FROM t`);
    },
    () => rows(`SELECT id, (SELECT ${aggregate()} FROM t AS o WHERE o.id ${random.pick(['<', '>='])} t.id) FROM t`),
    () => {
      const type = random.pick(SORTED);
      return rows(`SELECT t.id, x.other FROM t ${random.pick(['JOIN', 'LEFT JOIN'])} (SELECT id AS other, ${expr(type)} AS e FROM t) AS x ON x.e ${random.pick(['=', '<', 'IS NOT DISTINCT FROM'])} ${expr(type)}`);
    },
    () => rows(`SELECT id, x FROM t, ${random.pick([`unnest(${expr(random.pick(['_text', '_int4']))})`, `jsonb_array_elements_text(CASE WHEN jsonb_typeof(js) = 'array' THEN js ELSE '["a", 1, null]' END)`, `generate_series(1, ${random.pick(['id', '3', 'i % 4'])})`])} AS x`),
    () => rows(`WITH c AS (SELECT id, ${some()} AS e FROM t) SELECT e, count(*), min(id) FROM c GROUP BY e`),
    () => {
      const key = some();
      return { sql: `SELECT DISTINCT ON (${key}) id, ${expr('text')} FROM t ORDER BY ${key}${direction()}, ${some()}${direction()}, id`, ordered: true };
    },
  ])();
}
