import type { Render } from '../../dialect.js';
import { matchTest, not } from './match-test.js';

/** `slug ~ '^[a-z][a-z0-9-]{2,30}$'`, `~*`, `!~`, `!~*` with a pattern that is written out: SQLite has no regular expressions. */
export function regexMatch(fold: boolean, negated: boolean): Render {
  return ([value, pattern], context) => {
    if (!value || typeof pattern?.constant !== 'string') return undefined;
    const test = matchTest(value.sql, pattern.constant, fold || value.family === 'citext', context.dialect.limits.likePatternBytes);
    if (!test) return undefined;
    if (/\\[wW]|\[:(?:alpha|alnum|lower|upper|word):\]/u.test(pattern.constant)) context.note({ code: 'lossy-case-folding', message: 'letters in a regular expression are those of ASCII here' });
    return negated ? not(test) : test;
  };
}
