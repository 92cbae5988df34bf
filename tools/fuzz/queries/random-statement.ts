import type { Random } from '../random.js';
import { typeName, TYPES, type ExpressionMaker } from './random-expression.js';
import { randomQuery } from './random-query.js';

/** A statement that stores an expression or its values, and a query that shows what came of it. */
export interface RandomStatement {
  readonly sql: string;
  readonly query: string;
}

const COLUMNS: Readonly<Record<string, string>> = { i: 'int4', big: 'int8', f: 'float8', n: 'numeric', b: 'bool', s: 'text', v: 'varchar', ts: 'timestamp', tz: 'timestamptz', d: 'date', js: 'jsonb', tags: '_text', nums: '_int4', u: 'uuid', m: 'mood', raw: 'bytea' };

const WHOLE = 'SELECT id FROM t ORDER BY id';

/** Makes statements over the table of the bench. */
export function randomStatement(make: ExpressionMaker, random: Random): RandomStatement {
  const expr = (type: string): string => make(type, random.below(3), random);
  const type = random.pick(TYPES);
  const [column, of] = random.pick(Object.entries(COLUMNS));
  const values = `SELECT id, ${column} FROM t ORDER BY id`;
  return random.pick<() => RandomStatement>([
    () => ({ sql: `ALTER TABLE t ADD CONSTRAINT checked CHECK (${expr('bool')})`, query: WHOLE }),
    () => ({ sql: `ALTER TABLE t ADD COLUMN made ${typeName(type)} GENERATED ALWAYS AS (${expr(type)}) STORED`, query: 'SELECT id, made FROM t ORDER BY id' }),
    () => ({ sql: `CREATE ${random.pick(['', '', 'UNIQUE '])}INDEX keyed ON t ((${expr(type)}))`, query: WHOLE }),
    () => ({ sql: `CREATE UNIQUE INDEX some ON t (${random.pick(['i', 'j', 'b', 's'])}) WHERE ${expr('bool')}`, query: WHOLE }),
    () => ({ sql: `CREATE VIEW seen AS SELECT id AS k, ${expr(type)} AS e FROM t WHERE ${expr('bool')}`, query: 'SELECT * FROM seen ORDER BY k' }),
    () => ({ sql: `CREATE TABLE copied AS ${withNames(randomQuery(make, random).sql)}`, query: 'SELECT count(*) FROM copied' }),
    () => ({ sql: `ALTER TABLE t ALTER COLUMN i TYPE ${typeName(type)} USING (${expr(type)})`, query: 'SELECT id, i FROM t ORDER BY id' }),
    () => ({ sql: `UPDATE t SET ${column} = ${expr(of)} WHERE ${expr('bool')}`, query: values }),
    () => ({ sql: `UPDATE t SET ${column} = x.e FROM (SELECT id AS k, ${expr(of)} AS e FROM t WHERE ${expr('bool')}) AS x WHERE x.k = t.id`, query: values }),
    () => ({ sql: `INSERT INTO t (id, ${column}) SELECT id + 100, ${expr(of)} FROM t WHERE ${expr('bool')}`, query: values }),
    () => ({ sql: `INSERT INTO t (id, ${column}) SELECT id, ${expr(of)} FROM t ON CONFLICT (id) DO UPDATE SET ${column} = excluded.${column} WHERE t.b IS NOT TRUE`, query: values }),
    () => ({ sql: `DELETE FROM t WHERE ${expr('bool')}`, query: WHOLE }),
    () => ({ sql: `DELETE FROM t USING (SELECT id AS k FROM t WHERE ${expr('bool')}) AS x WHERE x.k = t.id`, query: WHOLE }),
  ])();
}

/** Columns of a table have different names. */
function withNames(sql: string): string {
  return `SELECT 1 AS one FROM (${sql}) AS q`;
}
