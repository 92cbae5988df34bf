import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser } from '../../src/2-parse/parse.js';
import { transpile } from '../../src/transpile.js';
import { startD1 } from '../support/facts/databases.js';

const conditions = (count: number): string => Array.from({ length: count }, (_, i) => `a <> ${i}`).join(' AND ');
const codes = (sql: string, target: 'sqlite' | 'd1'): readonly string[] => {
  const [plan] = transpile([{ name: 'm', version: '1', up: { file: 'm.sql', text: sql, checksum: '' }, overrides: {} }], { target });
  return (plan?.diagnostics ?? []).filter(({ severity, code }) => severity === 'error' || code === 'lossy-check').map(({ code, span }) => `${code} at ${sql.slice(span?.start, (span?.start ?? 0) + 6)}`);
};

describe('the limits of D1 are checked before anything runs', () => {
  beforeAll(() => loadParser());

  test.each<readonly [string, string, readonly string[]]>([
    ['a CHECK of many conditions', `CREATE TABLE t (a int, CHECK (${conditions(101)}));`, ['lossy-check at AND a ']],
    ['a WHERE of many conditions', `CREATE TABLE t (a int); DELETE FROM t WHERE ${conditions(101)};`, ['expression-too-deep at AND a ']],
    ['a LIKE pattern in a CHECK', `CREATE TABLE t (a text CHECK (a LIKE '${'x'.repeat(60)}%'));`, ["lossy-check at 'xxxxx"]],
    ['a LIKE pattern in a query', `CREATE TABLE t (a text); DELETE FROM t WHERE a LIKE '${'é'.repeat(30)}%';`, ["like-pattern-too-long at 'ééééé"]],
    ['a long statement', `CREATE TABLE t (a text); INSERT INTO t VALUES ('${'x'.repeat(100_001)}');`, ['statement-too-long at INSERT']],
    ['what just fits', `CREATE TABLE t (a int, CHECK (${conditions(90)}));`, []],
  ])('%s', async (_, sql, expected) => {
    expect(codes(sql, 'd1')).toEqual(expected);
    expect(codes(sql, 'sqlite')).toEqual([]);
  });

  test('what just fits is taken by D1', async () => {
    const d1 = await startD1(['limits']);
    try {
      const [plan] = transpile([{ name: 'm', version: '1', up: { file: 'm.sql', text: `CREATE TABLE t (a int, CHECK (${conditions(90)})); INSERT INTO t VALUES (100);`, checksum: '' }, overrides: {} }], { target: 'd1' });
      const target = await d1.database('limits');
      await target.apply((plan?.steps ?? []).map(({ sql }) => sql));
      expect(await target.queryAll(['SELECT a FROM t'])).toEqual([[{ a: 100 }]]);
    } finally {
      await d1.stop();
    }
  });
});
