import type { FunctionRow, Render } from '../../dialect.js';
import { emulated, refused } from '../row.js';
import { fill } from '../../sql.js';
import { firstMatch } from './first-match.js';
import { matchTest } from './match-test.js';
import { replaceMatches } from './replace-matches.js';

const like: Render = ([value, pattern, flags], { dialect }) => {
  const options = flags === undefined ? '' : flags.constant;
  if (!value || typeof pattern?.constant !== 'string' || typeof options !== 'string' || /[^ci]/u.test(options)) return undefined;
  return matchTest(value.sql, pattern.constant, options.endsWith('i'), dialect.limits.likePatternBytes);
};

const replace: Render = ([value, pattern, by, flags], { dialect }) => {
  const options = flags === undefined ? '' : flags.constant;
  if (!value || typeof pattern?.constant !== 'string' || typeof by?.constant !== 'string' || typeof options !== 'string') return undefined;
  return replaceMatches(value.sql, pattern.constant, by.constant, options, dialect.limits.likePatternBytes);
};

/** `substring(s from '^[a-z]+')` */
export const substringMatch: Render = ([value, pattern], { dialect }) => (value && typeof pattern?.constant === 'string' ? firstMatch(value.sql, pattern.constant, dialect.limits.likePatternBytes) : undefined);

/** The match or its group as the only element of an array. */
const match: Render = (args, context) => {
  const found = typeof substringMatch === 'function' ? substringMatch(args, context) : undefined;
  return found && fill('iif({1} IS NULL, NULL, json_array({1}))', [found]);
};

export const noRegex = refused(
  'SQLite has no regular expressions; of matches those can be found that are a run of one class at the start or the end, or that follow a constant text',
  'Use LIKE, or split_part() and replace().',
);
const noReplace = refused(
  'SQLite has no regular expressions; regexp_replace() replaces one class everywhere, a constant text, or what stands at the start or the end',
  "Replace in several steps, such as regexp_replace(s, '[^a-z0-9]+', '-', 'g') and trim(s, '-'), or use replace() and split_part().",
);

/** https://www.postgresql.org/docs/18/functions-matching.html#FUNCTIONS-POSIX-REGEXP */
export const REGEX_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  regexp_like: [emulated(['string', 'string'], like), emulated(['string', 'string', 'string'], like), ...noRegex],
  regexp_replace: [emulated(['string', 'string', 'string'], replace), emulated(['string', 'string', 'string', 'string'], replace), ...noReplace],
  regexp_match: [emulated(['string', 'string'], match), ...noRegex],
  regexp_matches: noRegex,
  regexp_split_to_array: noRegex,
  regexp_substr: noRegex,
  regexp_count: noRegex,
  regexp_instr: noRegex,
  regexp_split_to_table: noRegex,
};
