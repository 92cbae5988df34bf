import { beforeAll, expect, test } from 'vitest';
import { loadParser } from '../../src/2-parse/parse.js';
import { attachD1 } from '../../src/adapters/d1.js';
import { migrate } from '../../src/migrate.js';
import { freshD1 } from '../support/databases.js';

beforeAll(loadParser);

const numbers = (count: number, operator: string): string => Array.from({ length: count }, (_, n) => `SELECT ${n} AS n`).join(` ${operator} `);

/** D1 combines five SELECTs at most; what is more is written as a subquery. */
test.each([
  ['UNION', numbers(14, 'UNION'), Array.from({ length: 14 }, (_, n) => n)],
  ['UNION ALL', `${numbers(7, 'UNION ALL')} UNION ALL ${numbers(2, 'UNION ALL')}`, [0, 0, 1, 1, 2, 3, 4, 5, 6]],
  ['to the right', 'SELECT 1 AS n UNION (SELECT 2 UNION (SELECT 3 UNION (SELECT 4 UNION (SELECT 5 UNION (SELECT 6 UNION ALL SELECT 7)))))', [1, 2, 3, 4, 5, 6, 7]],
  ['mixed', 'SELECT 1 AS n UNION ALL SELECT 2 INTERSECT SELECT 2 UNION ALL SELECT 3 EXCEPT SELECT 4 UNION SELECT 5 EXCEPT SELECT 1 UNION SELECT 9', [2, 3, 5, 9]],
])('more SELECTs than D1 combines: %s', async (_what, query, expected) => {
  const adapter = attachD1(await freshD1());
  const text = `CREATE TABLE t (n int);\nINSERT INTO t ${query};\nCREATE VIEW v AS ${query};`;
  const { diagnostics } = await migrate({ adapter, migrations: [{ name: '1', version: '1', up: { file: '1.sql', text, checksum: '' }, overrides: {} }] });
  expect(diagnostics).toEqual([]);
  for (const relation of ['t', 'v']) expect((await adapter.query(`SELECT n FROM ${relation} ORDER BY n`)).map(({ n }) => n)).toEqual(expected);
});
