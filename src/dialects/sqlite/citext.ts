import type { FunctionRow, Render } from '../dialect.js';
import { fill, type Sql } from '../sql.js';
import { replaceBySearch } from './regex/by-search.js';
import { emulated } from './row.js';
import { translate } from './text-walk.js';

/** `replace(name, 'ab', 'x')`, whose first two are citext, finds 'AB' too: as a regular expression does. */
const replace: Render = ([value, from, to], { dialect }) => {
  if (!value || typeof from?.constant !== 'string' || typeof to?.constant !== 'string') return undefined;
  if (from.constant === '') return value.sql;
  const pattern = from.constant.replaceAll(/[^\p{L}\p{N}_\s]/gu, String.raw`\$&`);
  return replaceBySearch({ value: value.sql, pattern, fold: true, limit: dialect.limits.likePatternBytes }, to.constant.replaceAll('\\', '\\\\'), true);
};

/** Both cases of each character are replaced. */
const translateBoth: Render = ([value, from, to], context) => {
  if (!value || !to || typeof from?.constant !== 'string') return undefined;
  const { constant } = from;
  const cases = [constant.toLowerCase(), constant.toUpperCase()];
  return cases.reduce<Sql | undefined>((sql, each) => {
    const text = { ...from, constant: each, sql: { ...from.sql, text: `'${each.replaceAll("'", "''")}'` } };
    return sql && translate([{ ...value, sql }, text, to], context);
  }, value.sql);
};

/**
 * Functions of the extension that take letters of both cases for the same; they come before those of texts.
 * @see https://www.postgresql.org/docs/18/citext.html#CITEXT-STRING-COMPARISON-BEHAVIOR
 */
export const CITEXT_ROWS = {
  strpos: [emulated(['citext', 'citext'], (args) => fill('instr(lower({1}), lower({2}))', args.map(({ sql }) => sql)))],
  replace: [emulated(['citext', 'citext', 'citext'], replace)],
  translate: [emulated(['citext', 'citext', 'string'], translateBoth)],
} satisfies Readonly<Record<string, readonly FunctionRow[]>>;
