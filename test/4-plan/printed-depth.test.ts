import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { printedDepth } from '../../src/4-plan/printed-depth.js';

const db = new Database(':memory:');
db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b TEXT, j TEXT, n REAL, at TEXT)');

/** SQLite takes a thousand levels: how many more make it refuse the expression. */
function depthInSqlite(expr: string): number {
  let [least, most] = [0, 1000];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (isTaken(`SELECT (${expr})${' + 1'.repeat(middle)} FROM t`)) least = middle;
    else most = middle - 1;
  }
  return 1000 - least;
}

function isTaken(sql: string): boolean {
  try {
    db.prepare(sql);
    return true;
  } catch (error) {
    if (!String(error).includes('maximum depth')) throw error;
    return false;
  }
}

describe('the depth of what is printed is the one that SQLite counts', () => {
  test.each([
    'a', 't.a', 'a + 1 * 2', '(a + 1) * 2 - -3', 'abs(a)', 'max(a, 1 + 2)', "a LIKE 'x'", "a NOT LIKE b || 'x'", "a LIKE b ESCAPE 'x'", 'a IN (1, 2, a + 1)', 'a NOT IN (1, 2)', 'NOT a', '~a & 3 | 4', 'a BETWEEN 1 + 1 AND 2 * 3 + 1',
    'a BETWEEN 1 AND 2 AND b = 1', 'a NOT BETWEEN 1 AND 2 OR n', 'a IS NOT NULL', 'a IS NOT b + 1', 'CASE a WHEN 1 + 1 THEN 2 ELSE 3 END', 'CASE WHEN a = 1 THEN CASE b WHEN 2 THEN 3 END END + 1', 'CAST(a + 1 AS TEXT)', 'a COLLATE NOCASE = b',
    "j -> 'a' ->> 'b'", 'a = 1 OR b = 2 AND n = 3', 'iif(a, b, n + 1)', "'it''s' || b || x'00'", '(a, b) = (1, 2)', "strftime('%Y', at, '+1 day')", 'a IN (SELECT a + 1 FROM t)', 'EXISTS (SELECT 1 FROM t WHERE a = 1)',
    'NOT EXISTS (SELECT 1 FROM t WHERE a = 1)', '(SELECT max(a) FROM t WHERE a + 1 + 1 > 2)', '(SELECT x FROM (SELECT a + 1 + 1 + 1 + 1 AS x FROM t) AS q)', '(WITH w AS (SELECT a + 1 + 1 + 1 AS y FROM t) SELECT y FROM w)',
    '(SELECT value FROM json_each(j || a || b || n) AS e)', '(SELECT 1 UNION SELECT a + 1 + 1 FROM t)', '(SELECT t.a FROM t JOIN t AS u ON t.a = u.b + 1 + 1 WHERE u.a > 1)', '(SELECT a FROM t ORDER BY a + 1 + 1 LIMIT 1)',
    '(SELECT 1 FROM t, (SELECT a + 1 + 1 + 1 AS z FROM t) AS q)', 'coalesce((SELECT (SELECT u.a FROM t AS u WHERE u.a = t.a + 1 LIMIT 1) FROM t), 1)',
  ])('%s', (expr) => {
    expect(printedDepth(`SELECT ${expr} FROM t`)).toBe(depthInSqlite(expr));
    expect(printedDepth(`UPDATE t SET b = 1, a = ${expr}`)).toBe(depthInSqlite(expr));
  });
});
