import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser } from '../../src/2-parse/parse.js';
import { singleLine } from '../../src/output/single-line.js';
import { transpile } from '../../src/transpile.js';
import { startD1 } from '../support/facts/databases.js';

const conditions = (count: number): string => Array.from({ length: count }, (_, i) => `a <> ${i}`).join(' AND ');
const sum = (count: number): string => Array.from({ length: count }, () => 'a').join(' + ');
const codes = (sql: string, target: 'sqlite' | 'd1'): readonly string[] => {
  const [plan] = transpile([{ name: 'm', version: '1', up: { file: 'm.sql', text: sql, checksum: '' }, overrides: {} }], { target });
  return (plan?.diagnostics ?? []).filter(({ severity, code }) => severity === 'error' || code === 'lossy-check').map(({ code, span }) => `${code} at ${sql.slice(span?.start, (span?.start ?? 0) + 6)}`);
};

const STEPS = (text: string): readonly string[] =>
  transpile([{ name: 'm', version: '1', up: { file: 'm.sql', text, checksum: '' }, overrides: {} }], { target: 'd1' }).flatMap(({ steps }) => steps.map(({ sql }) => sql));

describe('the limits of D1 are checked before anything runs', () => {
  beforeAll(() => loadParser());

  test.each<readonly [string, string, readonly string[]]>([
    ['a CHECK of a long sum', `CREATE TABLE t (a int, CHECK (${sum(101)} > 0));`, ['lossy-check at > 0));']],
    ['a WHERE with a long sum', `CREATE TABLE t (a int); DELETE FROM t WHERE ${sum(101)} > 0;`, ['expression-too-deep at > 0;']],
    ['many conditions', `CREATE TABLE t (a int, CHECK (${conditions(900)})); DELETE FROM t WHERE ${conditions(900)} OR a = 1 OR ${conditions(40)};`, []],
    ['what is printed deeper than it is written', `CREATE TABLE t (a jsonb); UPDATE t SET a = a${" || jsonb_build_object('k', a)".repeat(30)};`, ['expression-too-deep at UPDATE']],
    ['a trigger that grows', `CREATE TABLE t (a text); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${"NEW.a := NEW.a || 'x'; ".repeat(101)} RETURN NEW; END $$; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();`, ['expression-too-deep at CREATE']],
    ['a LIKE pattern in a CHECK', `CREATE TABLE t (a text CHECK (a LIKE '${'x'.repeat(60)}%'));`, ["lossy-check at 'xxxxx"]],
    ['a LIKE pattern in a query', `CREATE TABLE t (a text); DELETE FROM t WHERE a LIKE '${'é'.repeat(30)}%';`, ["like-pattern-too-long at 'ééééé"]],
    ['a long statement', `CREATE TABLE t (a text); INSERT INTO t VALUES ('${'x'.repeat(100_001)}');`, ['statement-too-long at INSERT']],
    ['what just fits', `CREATE TABLE t (a int, CHECK (${sum(97)} > 0));`, []],
  ])('%s', async (_, sql, expected) => {
    expect(codes(sql, 'd1')).toEqual(expected);
    expect(codes(sql, 'sqlite')).toEqual([]);
  });

  test('what just fits is taken by D1', async () => {
    const schema = `CREATE TABLE t (a int, CHECK (${sum(97)} > 0), CHECK (${conditions(900)}));`;
    const either = Array.from({ length: 400 }, (_, i) => `(a = ${i + 100} AND a IS NOT NULL)`).join(' OR ');
    expect(await onD1(STEPS(`${schema} INSERT INTO t VALUES (1000), (1001); DELETE FROM t WHERE ${either} OR a = 1001;`), 'SELECT a FROM t')).toEqual([{ a: 1000 }]);
  });

  test.each([
    ['whose rows name rows that come later', 'CREATE TABLE t (a int PRIMARY KEY, next int REFERENCES t, b text);'],
    ['that is one of several', 'CREATE TABLE t (a serial PRIMARY KEY, next int, b text); CREATE TABLE u (a int);'],
  ])('a long list of rows becomes several statements: a table %s', async (_, schema) => {
    const text = "it''s\n – a line\n".repeat(20);
    const rows = Array.from({ length: 500 }, (__, i) => `(${i + 1}, ${i === 499 ? 'NULL' : i + 2}, '${text}')`);
    const steps = STEPS(`${schema} INSERT INTO t (a, next, b) VALUES ${rows.join(', ')} ON CONFLICT (a) DO NOTHING;`);
    const lines = steps.map(singleLine);
    expect(lines.map((line) => Buffer.byteLength(line)).filter((bytes) => bytes > 70_000).length).toBeGreaterThan(1);
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(100_000);
    for (const statements of [steps, lines]) {
      const sum = 'SELECT count(*) AS n, sum(next) AS next, min(b) = max(b) AS same, min(length(b)) AS length FROM t';
      expect(await onD1(statements, sum)).toEqual([{ n: 500, next: (500 * 501) / 2 - 1, same: 1, length: text.length - 20 }]);
    }
  });

  test('rows that read a table are one statement', () => {
    const rows = Array.from({ length: 3 }, () => `((SELECT count(*) FROM t), '${'x'.repeat(60_000)}')`);
    expect(codes(`CREATE TABLE t (a int, b text); INSERT INTO t VALUES ${rows.join(', ')};`, 'd1')).toEqual(['statement-too-long at INSERT']);
  });
});

async function onD1(statements: readonly string[], query: string): Promise<readonly object[]> {
  const d1 = await startD1(['limits']);
  try {
    const target = await d1.database('limits');
    await target.apply(statements);
    const [rows = []] = await target.queryAll([query]);
    return rows;
  } finally {
    await d1.stop();
  }
}
