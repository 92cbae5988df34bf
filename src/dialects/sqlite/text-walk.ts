import type { Render } from '../dialect.js';
import { fill, type Sql } from '../sql.js';
import { quoteText } from './text-operators.js';

/** Text built character by character: `_c` is the one at `_i`. NULL gives no row, and so NULL. */
export function walk(step: string): string {
  return `(WITH RECURSIVE walk(_i, _out) AS (SELECT 1, '' UNION ALL SELECT _i + 1, _out || ${step} FROM walk WHERE _i <= length({1})) SELECT _out FROM walk WHERE _i > length({1}))`;
}

const CHARACTER = 'substr({1}, _i, 1)';

/** Characters by their place in `from`; those beyond the end of `to` go. */
const TRANSLATE = walk(`iif(instr({2}, ${CHARACTER}) > 0, substr({3}, instr({2}, ${CHARACTER}), 1), ${CHARACTER})`);

/** translate(s, 'áé', 'ae'): replacements one after the other, as long as none of them is replaced again. */
export const translate: Exclude<Render, string> = ([value, from, to]) => {
  if (!value || !from || !to) return undefined;
  const [left, right] = [from.constant, to.constant];
  if (typeof left !== 'string' || typeof right !== 'string') return fill(TRANSLATE, [value.sql, from.sql, to.sql]);
  const [characters, replacements] = [[...left], [...right]];
  if (characters.some((character) => replacements.includes(character))) return fill(TRANSLATE, [value.sql, from.sql, to.sql]);
  const pairs = characters.map((character, i) => [quoteText(character), quoteText(replacements[i] ?? '')] as const);
  return pairs.reduce((sql: Sql, [a, b], i) => (characters.indexOf(characters[i] ?? '') === i ? fill('replace({1}, {2}, {3})', [sql, a, b]) : sql), value.sql);
};

const before = 'substr({1}, _i - 1, 1)';

/** Letters after anything that is no letter or digit are the first of a word. */
const INITCAP = walk(`iif(_i > 1 AND (${before} GLOB '[A-Za-z0-9]' OR unicode(${before}) > 127), lower(${CHARACTER}), upper(${CHARACTER}))`);

export const initcap: Render = ([value], context) => {
  context.note({ code: 'lossy-case-folding', message: 'initcap() changes ASCII letters only' });
  return value && fill(INITCAP, [value.sql]);
};

/** overlay(s placing 'x' from 2 for 3) */
export const overlay: Render = ([value, replacement, start, count]) => {
  if (!value || !replacement || !start || !(Number(start.constant) >= 1)) return undefined;
  if (count && !(Number(count.constant) >= 0)) return undefined;
  const rest = count ? '{3} + {4}' : '{3} + length({2})';
  return fill(`substr({1}, 1, {3} - 1) || {2} || substr({1}, ${rest})`, [value.sql, replacement.sql, start.sql, ...(count ? [count.sql] : [])]);
};
