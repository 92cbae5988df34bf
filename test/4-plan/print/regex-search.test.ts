import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { primary, type Sql } from '../../../src/dialects/sql.js';
import { countBySearch, firstBySearch, groupsBySearch, matchesBySearch, replaceBySearch, splitBySearch, wholeBySearch, type Question } from '../../../src/dialects/sqlite/regex/by-search.js';
import { usePostgres, type PgDatabase } from '../../support/facts/databases.js';
import { textsOf } from './regex-texts.js';

type Answer = readonly [postgres: (pattern: string, fold: boolean) => string, sqlite: (question: Question) => Sql | undefined];

const replacement = (by: string, all: boolean): Answer => [(pattern, fold) => `regexp_replace(s, ${pattern}, '${by}', '${all ? 'g' : ''}${fold ? 'i' : ''}')`, (question) => replaceBySearch(question, by, all)];
const folded = (fold: boolean): string => (fold ? ", 'i'" : '');

/** What Postgres calls each function, and how it is asked for here. */
const ANSWERS = {
  once: replacement('<\\&>', false),
  all: replacement('<\\&>', true),
  gone: replacement('', true),
  groups: replacement('[\\2\\\\\\1]', false),
  'all groups': replacement('[\\2|\\1]', true),
  first: [(pattern, fold) => `(SELECT substring(s from ${fold ? `'(?i)' || ${pattern}` : pattern}))`, firstBySearch],
  match: [(pattern, fold) => `to_json(regexp_match(s, ${pattern}${folded(fold)}))::text`, groupsBySearch],
  'first matches': [(pattern, fold) => `coalesce((SELECT json_agg(m) FROM regexp_matches(s, ${pattern}${folded(fold)}) AS m), '[]')::text`, (question) => matchesBySearch(question, false)],
  matches: [(pattern, fold) => `coalesce((SELECT json_agg(m) FROM regexp_matches(s, ${pattern}, 'g${fold ? 'i' : ''}') AS m), '[]')::text`, (question) => matchesBySearch(question, true)],
  whole: [(pattern, fold) => `regexp_substr(s, ${fold ? `'(?i)' || ${pattern}` : pattern})`, wholeBySearch],
  count: [(pattern, fold) => `regexp_count(s, ${pattern}, 1${folded(fold)})::text`, countBySearch],
  split: [(pattern, fold) => `to_json(regexp_split_to_array(s, ${pattern}${folded(fold)}))::text`, splitBySearch],
} satisfies Readonly<Record<string, Answer>>;

type Name = keyof typeof ANSWERS;

const ONE_BY_ONE: readonly Name[] = ['all', 'gone', 'all groups', 'matches', 'count', 'split'];
const BY_GROUPS: readonly Name[] = ['groups', 'all groups', 'first', 'match', 'first matches', 'matches'];

/** Patterns, a text that each is found in, and what cannot be answered. */
const PATTERNS: readonly (readonly [pattern: string, example: string, unanswered?: readonly Name[], fold?: boolean])[] = [
  ['^https?://', 'http://a.b/c'],
  ['^https?://(www\\.)?', 'https://www.a.b'],
  ['^https?://([^/]+).*$', 'http://a.b/c/d'],
  ['^(https?://)?([^/?#]+).*$', 'http://a.b/c?d'],
  ['/[^/]+$', 'a/b/c'],
  ['[/]{1}[^/]+/?$', 'a/b/'],
  ['\\.[^.]*$', 'a.tar.gz'],
  ['<[^>]*>', 'a<b>c</b>'],
  ['<.*?>', 'a<b>c</b>'],
  ['<.*?>$', 'a<b>c</b>'],
  ['a{2,3}?b*', 'aaabb'],
  ['\\+[^@]*@', 'a+b@c'],
  ['^[^/]*/', 'a/b/c'],
  ['^.*/', 'a/b/c'],
  ['(\\d+)-(\\d+)', '12-34-56'],
  ['^\\((\\d{3})\\) (\\d{3})-(\\d{4})$', '(555) 123-4567'],
  ['[?#].*$', 'a?b#c'],
  ['://([^/]+)', 'ab://cd/e'],
  ['@(.+)$', 'a@b@c'],
  ['^(.*)@(.*)$', 'a@b@c'],
  ['([^@]+)@(.+)', 'a@b@c'],
  ['(^-+|-+$)', '--a--', BY_GROUPS],
  ['^-+|-+$', '--a-b--'],
  ['(^|,)ab(,|$)', 'ab,ab', BY_GROUPS],
  ['([a-z])([A-Z])', 'aBcDe'],
  ['([A-Z]+)([A-Z][a-z])', 'ABCdEf'],
  ['(a|ab)(c|bcd)(d*)', 'abcd'],
  ['(a*)(ab)?b*', 'aabb', ONE_BY_ONE],
  ['x*(?:xyz)?(.*)', 'xxyz', ONE_BY_ONE],
  ['(x)?y', 'xyy'],
  ['(x*)?y', 'xxyy', BY_GROUPS],
  ['(ab)+', 'xababy', BY_GROUPS],
  ['((a)b)c', 'xabcab', ['groups', 'all groups', 'match', 'first matches', 'matches']],
  ['(\\w+)\\s+(\\w+)', 'ab cd ef'],
  ['\\s*[,;]\\s*', 'a , b;c'],
  ['/+', '/a//b/'],
  ['[0-9]+', 'a12b3'],
  ['^[0-9]+$', '123'],
  ['^$', '', ['count', 'matches', 'split']],
  ['^', 'ab', ['count', 'matches', 'split']],
  ['x*', 'axxb', ONE_BY_ONE],
  ['.', 'aé'],
  ['hello|HELL', 'xHelloy', [], true],
  ['é+', 'aééb'],
  ['[^[:alnum:]]+', 'a-_b c'],
  ['foo(bar|baz)+', 'foobarbaz', BY_GROUPS],
  ["it's (\\d)", "it's 5"],
  ['\\ycat\\y', 'a cat-catcat cat'],
  ['\\mcat', 'b cats cat bobcat', [], true],
  ['(cat)\\M', 'bobcat cats'],
  ['\\Ycat', 'bobcat cat'],
  ['\\ma|b\\M|c', 'ab xb acab'],
  ['\\m(\\w)(\\w*)\\M', 'ab c def'],
  ['\\w+\\y', 'ab cd'],
  ['^\\mab', 'ab ab'],
  ['ab\\M$', 'ab ab'],
  ['\\y[^a-z]+?\\y', 'a, b--c'],
  ['[[:<:]]a[[:>:]]', 'a ab a'],
  ['x*\\y', 'xx x', Object.keys(ANSWERS) as Name[]],
];

describe('what regular expressions find on SQLite is what they find on Postgres', () => {
  let postgres: PgDatabase;
  const sqlite = new Database(':memory:');
  beforeAll(async () => {
    postgres = await usePostgres(inject('postgresUrl')).database('regular expressions that search');
  });
  afterAll(() => Promise.all([postgres.close(), sqlite.close()]));

  test.each(PATTERNS.map((each) => [each[0], each] as const))('%s', async (_, [pattern, example, unanswered = [], fold = false]) => {
    const texts = textsOf(example);
    const array = texts.map((text) => `E'${text.replaceAll("'", "''").replaceAll('\n', '\\n')}'`).join(', ');
    const question = { value: primary('s'), pattern, fold, limit: 50 };
    const answers = Object.entries(ANSWERS).map(([name, [asked, answer]]) => ({ name, asked: asked(`'${pattern.replaceAll("'", "''")}'`, fold), sql: answer(question) }));
    expect(answers.filter(({ sql }) => sql === undefined).map(({ name }) => name).toSorted()).toEqual(unanswered.toSorted());
    const rows = await postgres.query(`SELECT ${answers.map(({ asked, name }) => `${asked} AS "${name}"`).join(', ')} FROM unnest(ARRAY[${array}]) WITH ORDINALITY AS t (s, n) ORDER BY n`);
    for (const { name, sql } of answers) {
      if (!sql) continue;
      const statement = sqlite.prepare(`SELECT ${sql.text} AS found FROM (SELECT ? AS s)`);
      const found = texts.map((text) => [text, plain((statement.get(text) as { found: unknown }).found)]);
      expect({ name, rows: found }).toEqual({ name, rows: texts.map((text, i) => [text, plain(rows[i]?.[name])]) });
      expect((statement.get(null) as { found: unknown }).found).toBe(null);
    }
  });
});

/** As text, arrays without the spaces of their writing. */
function plain(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value);
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? JSON.stringify(read) : text;
  } catch {
    return text;
  }
}
