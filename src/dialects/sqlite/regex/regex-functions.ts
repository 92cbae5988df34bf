import type { FunctionRow, Operand, Render, RenderContext } from '../../dialect.js';
import { fill, type Sql } from '../../sql.js';
import { failure } from '../moments.js';
import { emulated, refused } from '../row.js';
import { countBySearch, firstBySearch, groupsBySearch, matchesBySearch, placeBySearch, replaceBySearch, splitBySearch, wholeBySearch, type Question } from './by-search.js';
import { firstMatch } from './first-match.js';
import { matchTest } from './match-test.js';
import { replaceMatches } from './replace-matches.js';
import { replacePlain } from './replace-plain.js';

/** A text, a constant pattern, and constant flags of which only some are known. */
function asked([value, pattern, flags]: readonly (Operand | undefined)[], known: RegExp, { dialect }: RenderContext): (Question & { readonly flags: string }) | undefined {
  const options = flags === undefined ? '' : flags.constant;
  if (!value || typeof pattern?.constant !== 'string' || typeof options !== 'string' || known.test(options)) return undefined;
  return { value: value.sql, pattern: pattern.constant, fold: (/[ic](?!.*[ic])/u.exec(options)?.[0] ?? (value.family === 'citext' && pattern.family === 'citext' ? 'i' : 'c')) === 'i', limit: dialect.limits.likePatternBytes, flags: options };
}

/** A function of a text, a pattern and flags. */
function rendered(answer: (question: Question) => Sql | undefined): Render {
  return (args, context) => {
    const question = asked(args, /[^ci]/u, context);
    return question && answer(question);
  };
}

const like = rendered(({ value, pattern, fold, limit }) => matchTest(value, pattern, fold, limit));

const replace: Render = ([value, pattern, by, flags], context) => {
  const options = flags === undefined ? '' : flags.constant;
  if (value && by && pattern?.plain && (options === '' || options === 'g')) return replacePlain(value, pattern, by, options === 'g');
  const question = asked([value, pattern, flags], /[^cgi]/u, context);
  if (!question || typeof by?.constant !== 'string') return undefined;
  const { fold, limit } = question;
  return replaceMatches(question.value, question.pattern, by.constant, { fold, all: question.flags.includes('g') }, limit) ?? replaceBySearch(question, by.constant, question.flags.includes('g'));
};

/** `substring(s from '^[a-z]+')` */
export const substringMatch = rendered((question) => firstMatch(question.value, question.pattern, question.limit) ?? firstBySearch(question));

const matches: Render = (args, context) => {
  const question = asked(args, /[^cgi]/u, context);
  return question && matchesBySearch(question, question.flags.includes('g'));
};

/** The only group, or the whole match, as an array of one. */
const match = (question: Question): Sql | undefined => {
  const found = question.fold ? undefined : firstMatch(question.value, question.pattern, question.limit);
  return found ? fill('iif({1} IS NULL, NULL, json_array({1}))', [found]) : groupsBySearch(question);
};

export const noRegex = refused(
  'SQLite has no regular expressions; they are read when the migration is transpiled, which needs the pattern as a constant without back references and look-around',
  'Use LIKE, or split_part() and replace().',
);

/** A function of a text and a pattern, with flags or without. */
function withFlags(answer: (question: Question) => Sql | undefined): readonly FunctionRow[] {
  return [emulated(['string', 'string'], rendered(answer)), emulated(['string', 'string', 'string'], rendered(answer)), ...noRegex];
}

/** https://www.postgresql.org/docs/18/functions-matching.html#FUNCTIONS-POSIX-REGEXP */
export const REGEX_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  regexp_like: [emulated(['string', 'string'], like), emulated(['string', 'string', 'string'], like), ...noRegex],
  regexp_replace: [emulated(['string', 'string', 'string'], replace), emulated(['string', 'string', 'string', 'string'], replace), ...noRegex],
  regexp_match: withFlags(match),
  regexp_matches: noRegex,
  regexp_split_to_array: withFlags(splitBySearch),
  regexp_substr: [emulated(['string', 'string'], rendered(wholeBySearch)), ...noRegex],
  regexp_count: [emulated(['string', 'string'], rendered(countBySearch)), ...noRegex],
  /** Not Postgres': all that regexp_matches() finds. */
  array_of_regexp_matches: [emulated(['string', 'string'], matches), emulated(['string', 'string', 'string'], matches), ...noRegex],
  regexp_instr: [emulated(['string', 'string'], rendered(placeBySearch)), ...noRegex],
  regexp_split_to_table: noRegex,
  /** Not Postgres': what comes with the row stands for itself in a pattern. */
  text_as_pattern: [emulated(['string'], `iif({1} GLOB '*[].[\\(){}*+?|^$]*', ${failure('a character that means something else in a pattern')}, {1})`)],
};
