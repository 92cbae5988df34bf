import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { primary } from '../../../src/dialects/sql.js';
import { matchTest } from '../../../src/dialects/sqlite/regex/match-test.js';
import { readRegex } from '../../../src/dialects/sqlite/regex/read-regex.js';
import { walkTest } from '../../../src/dialects/sqlite/regex/walk-test.js';
import { usePostgres, type PgDatabase } from '../../support/facts/databases.js';
import { textsOf } from './regex-texts.js';

type Case = readonly [pattern: string, example: string, plain: boolean, fold?: boolean];

/** Patterns, a text that each matches, and whether GLOB and its like are enough, so that a CHECK can hold it. */
const PATTERNS: readonly Case[] = [
  ['^[a-z0-9_]+$', 'ab_1', true],
  ['^[a-z][a-z0-9-]{2,30}[a-z0-9]$', 'ab-c1', true],
  ['^\\d{4}-\\d{2}$', '2024-05', true],
  ['^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$', '2024-12-31', true],
  ['^#[0-9a-fA-F]{6}$', '#00ffAA', true],
  ['^#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$', '#00ffaa', true, true],
  ['^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$', 'a@b.c', true],
  ['^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$', 'a.b+c@d-e.co', true],
  ['^[a-z0-9._%-]+@[a-z0-9.-]+[.][a-z]+$', 'a@b.co', true, true],
  ['^.+@.+\\..+$', 'a@b.c', true],
  ['^[^@]+@[^@]+\\.[^@]+$', 'a@b.c', true],
  ['@.+\\.', 'a@bb.c', true],
  ['^https?://', 'https://a', true],
  ['^https?://[^\\s/$.?#].[^\\s]*$', 'http://ab/c', true],
  ['^(http|https)://[a-z.]+(:[0-9]+)?(/.*)?$', 'http://a.b:80/c', true],
  ['\\.(png|jpe?g|gif)$', 'a.jpeg', true, true],
  ['^(a|b|c)$', 'b', true],
  ['^(draft|published|archived)$', 'draft', true],
  ['[0-9]', 'a1', true],
  ['^$', '', true],
  ['', '', true],
  ['^[a-z]+(-[a-z]+)*$', 'ab-c-de', true],
  ['^[a-z0-9]+(?:[-_][a-z0-9]+)*$', 'a-b_c', true],
  ['^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*$', 'a.b1.c', true],
  ['^\\+?[1-9]\\d{1,14}$', '+491', true],
  ['^\\+[1-9][0-9]{6,14}$', '+4917012345', true],
  ['^[0-9]+\\.[0-9]+\\.[0-9]+$', '1.20.3', true],
  ['^v?\\d+\\.\\d+\\.\\d+(-[a-z]+)?$', 'v1.20.3-rc', true],
  ['^(\\d{1,3}\\.){3}\\d{1,3}$', '10.0.0.12', true],
  ['^([01]\\d|2[0-3]):[0-5]\\d$', '23:59', true],
  ['^[A-Z]{3}$', 'EUR', true],
  ['^[a-z]{2}(-[A-Z]{2})?$', 'de-AT', true],
  ['^[A-Z]{2,5}-[0-9]+$', 'AB-12', true],
  ['^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$', '01234567-89ab-4def-8123-456789abcdef', true],
  ['^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$', 'a-1', true],
  ['^(?=.*[A-Z])(?=.*[0-9]).{6,}$', 'abcD1x', true],
  ['^(?!admin)[a-z]+$', 'adminx', true],
  ['^(?!.*--)[a-z-]+$', 'a-b', true],
  ['(^|,)ab(,|$)', 'x,ab', true],
  ['^[^/]+/[^/]+$', 'a/b', true],
  ['^/([a-z]+/)*$', '/a/b/', true],
  ['^[a-z]+[0-9]+$', 'ab12', true],
  ['^[a-z]*[0-9]*$', 'ab12', true],
  ['^\\s*$', ' ', true],
  ['^\\S+$', 'ab', true],
  ['\\s', 'a b', true],
  ['^\\S+@\\S+$', 'a@b', true],
  ['^(a|b)+$', 'abba', true],
  ['^(ab|cd)+$', 'abcd', true],
  ['^(ab?c){2,3}$', 'abcac', true],
  ['^(a+b){2,}$', 'aabab', false],
  ['a.*b.*c', 'xaybzc', true],
  ['^(aa)+$', 'aaaa', false],
  ['(foo|ba+r)baz', 'xbaarbaz', false],
  ['^[^a-z]+$', 'AB1', true],
  ['^[^a-z]+$', '12', true, true],
  ['^\\w+$', 'a_1', true],
  ['^[\\w.-]+$', 'a_1.-', true],
  ['^[]^-]+$', ']^-', true],
  ['^[^]^-]+$', 'a', true],
  ['^[*?[]+$', '*?[', true],
  ['^a\\*b\\?$', 'a*b?', true],
  ["^it's$", "it's", true],
  ['^ab{2}c{0,2}$', 'abbc', true],
  ['(?i)^ab$', 'aB', true],
  ['^[ -~]*$', 'a~', true],
  ['^a{3,5}b{2,4}$', 'aaabb', true],
  ['[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F]', 'a\u0007b', true],
  ['^[^\\x00-\\x1F\\x7f]+$', 'ab', true],
  ['\\x41\\u0042', 'AB', true],
  ['x*', '', true],
  ['^x*', 'xx', true],
  ['ab|cd|^e', 'xcd', true],
  ['^é[à-ü]+$', 'éàü', true],
  ['^[0-9]{3}-?[0-9]{2}-?[0-9]{4}$', '123-45-6789', true],
  ['^[^<>"]*$', 'ab', true],
  ['^.{3,10}$', 'abcd', true],
  ['^.{8,}$', 'abcdefgh', true],
  ['^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$', '-1.5', true],
  ['^(?:[A-Z][a-z]+ )*[A-Z][a-z]+$', 'Ab Cd', true],
  ['^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$', '00:1a:2B:3c:4d:5E', true],
  ['\\ycat\\y', 'a cat-b', false],
  ['\\mcat', 'b cats', false, true],
  ['cat\\M', 'bobcat', false],
  ['\\Ycat', 'bobcat', false],
  ['cat\\Y.', 'cats', false],
  ['[[:<:]]a|b[[:>:]]', 'xb', false],
  ['^\\y.+\\y$', 'a b', true],
  ['\\y', 'a', false],
  ['\\Y', '', false],
  ['^\\Y$', '', true],
  ['a\\y.\\yb', 'a-b', false],
  ['^(\\mab?\\M ?)+$', 'ab a', true],
  ['\\w+\\y\\W*\\y\\d{2,}', 'ab 12', false],
  ['(\\y|_)a', '-a', false],
];

describe('regular expressions match on SQLite what they match on Postgres', () => {
  let postgres: PgDatabase;
  const sqlite = new Database(':memory:');
  beforeAll(async () => {
    postgres = await usePostgres(inject('postgresUrl')).database('regular expressions');
  });
  afterAll(() => Promise.all([postgres.close(), sqlite.close()]));

  test.each(PATTERNS.map((each) => [each[0], each] as const))('%s', async (_, [pattern, example, plain, fold = false]) => {
    const texts = textsOf(example);
    const array = texts.map((text) => `E'${text.replaceAll("'", "''").replaceAll('\n', '\\n')}'`).join(', ');
    const operator = fold ? '~*' : '~';
    const rows = await postgres.query(`SELECT s ${operator} '${pattern.replaceAll("'", "''")}' AS hit FROM unnest(ARRAY[${array}]) WITH ORDINALITY AS t (s, n) ORDER BY n`);
    const expected = texts.map((text, i) => [text, rows[i]?.hit]);
    expect(expected.some(([, hit]) => hit)).toBe(true);

    const tests = [matchTest(primary('s'), pattern, fold, 50), matchTest(primary('s'), pattern, fold, 50_000)];
    expect(tests.map((sql) => sql && !sql.text.includes('SELECT'))).toEqual([plain, plain]);
    const regex = readRegex(pattern, fold);
    const walk = regex && walkTest(primary('s'), regex);
    for (const sql of new Set([...tests, walk].flatMap((sql) => sql?.text ?? []))) {
      const statement = sqlite.prepare(`SELECT ${sql} AS hit FROM (SELECT ? AS s)`);
      expect({ sql, rows: texts.map((text) => [text, (statement.get(text) as { hit: number }).hit === 1]) }).toEqual({ sql, rows: expected });
      expect((statement.get(null) as { hit: unknown }).hit).toBe(null);
    }
  });
});
