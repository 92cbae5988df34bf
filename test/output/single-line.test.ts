import Database from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { unstable_splitSqlQuery as split } from 'wrangler';
import { Refusal } from '../../src/diagnostics/refusal.js';
import { singleLine } from '../../src/output/single-line.js';

const database = new Database(':memory:');
afterAll(() => database.close());

/** Both texts must give the same rows, and the line must be one statement for wrangler's splitter even with others around it. */
function agree(sql: string): string {
  const line = singleLine(sql);
  expect(line).not.toMatch(/[\r\n]/);
  expect(database.prepare(line).all()).toEqual(database.prepare(sql).all());
  expect(split(`SELECT 1;\n${line};\nSELECT 2;\n`)).toHaveLength(3);
  return line;
}

describe('a statement on one line', () => {
  test('comments and white space shrink, strings and names do not', () => {
    expect(agree(`SELECT 'a  -- b' AS "x  /* y */", -- the first\n  2 /* two\n lines */ AS b`)).toBe(`SELECT 'a  -- b' AS "x  /* y */", 2 AS b`);
  });

  test('a line break in a string is put in again', () => {
    const line = agree(`SELECT 'a\nb' AS x, '\n' AS y, 'a\r\n\nb' AS z, 'it''s\n''' AS q`);
    expect(line).toContain(String.raw`(replace('a\nb', '\n', char(10))) AS x, (replace('\n', '\n', char(10))) AS y`);
  });

  test.each([
    ['what is written in its place stands in the string', `${String.raw`\n \n1 \r \\n`}\n\r\n`],
    ['backslashes stand beside it', '\\\n\\n\nn\\\r\\'],
    ['BEGIN TRANSACTION stands beside it', 'BEGIN TRANSACTION\nBEGIN TRANSACTION'],
    ['there are more of them than an expression may be deep', 'line\n'.repeat(3000)],
  ])('a line break is put in again when %s', (_, text) => {
    expect(agree(`SELECT '${text}' AS x, '${text}' = '' AS y`)).toContain('replace(');
  });

  test('CASE and END stand between spaces wherever they are', () => {
    expect(agree(`SELECT (CASE WHEN 1 THEN 'a' END) AS a, count(CASE WHEN 0 THEN 1 END) AS b,case 1 when 1 then(case 2 when 3 then 4 end)else 5 end AS c`)).toContain('( CASE WHEN');
  });

  test('BEGIN TRANSACTION in a string is no transaction', () => {
    expect(agree(`SELECT 'BEGIN TRANSACTION; COMMIT;' AS x`)).not.toContain('BEGIN TRANSACTION');
  });

  test('strings in defaults, checks and partial indexes keep their meaning', () => {
    database.exec(singleLine(`CREATE TABLE t (\n  a TEXT DEFAULT 'x\ny' CHECK (a <> '\n'),\n  b BLOB DEFAULT x'0a'\n)`));
    database.exec(singleLine(`CREATE INDEX i ON t (a)\nWHERE a = 'x\ny'`));
    database.exec('INSERT INTO t DEFAULT VALUES');
    expect(database.prepare('SELECT a FROM t').get()).toEqual({ a: 'x\ny' });
    expect(() => database.exec(`INSERT INTO t (a) VALUES (char(10))`)).toThrow(/CHECK/);
  });

  test('a trigger is one statement', () => {
    const line = singleLine(`CREATE TRIGGER g AFTER UPDATE ON t\nFOR EACH ROW WHEN NEW.a IS NOT OLD.a\nbegin\n  UPDATE t SET a = 'y\nz' WHERE rowid = 0;\nend`);
    database.exec(line);
    expect(line).toMatch(/ BEGIN UPDATE .*; END$/);
    expect(split(`SELECT 1;\n${line};\nSELECT 2;\n`)).toHaveLength(3);
  });

  test('what SQLite would not take as an expression is refused', () => {
    expect(() => singleLine(`ALTER TABLE t ADD COLUMN c TEXT DEFAULT 'x\ny'`)).toThrow(Refusal);
    expect(() => singleLine(`SELECT 1 AS "x\ny"`)).toThrow(Refusal);
    expect(singleLine(`ALTER TABLE t\nADD COLUMN c TEXT DEFAULT 'xy'`)).toBe(`ALTER TABLE t ADD COLUMN c TEXT DEFAULT 'xy'`);
  });
});
