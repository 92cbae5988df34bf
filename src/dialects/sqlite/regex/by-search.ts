import type { Sql } from '../../sql.js';
import { quoteVisibly } from '../text-operators.js';
import { searchOf, type Search } from './search.js';
import { groupText, matchText, overAll, overFirst, type Places } from './walk-search.js';

/** What a function asks of an expression, and of which text. */
export interface Question {
  readonly value: Sql;
  readonly pattern: string;
  readonly fold: boolean;
  readonly limit: number;
}

/** regexp_replace() of the first match or of all. @param by with `\1`, `\&` and `\\` */
export function replaceBySearch({ value, pattern, fold, limit }: Question, by: string, all: boolean): Sql | undefined {
  const pieces = by.match(/\\[1-9&\\]|\\|[^\\]+/gu) ?? [];
  const plain = searchOf(pattern, fold, false);
  const asksGroups = pieces.some((piece) => /^\\[1-9]$/u.test(piece) && Number(piece.slice(1)) <= (plain?.groups ?? 9));
  const search = asksGroups ? searchOf(pattern, fold, true) : plain;
  const parts = search && pieces.map((piece) => replacementPart(piece, search));
  if (!search || !parts?.every((part) => part !== undefined)) return undefined;
  const text = (places: Places): string => (parts.length === 0 ? '' : ` || ${parts.map((part) => part.text(places)).join(' || ')}`);
  const units = Math.max(0, ...parts.map((part) => part.units));
  if (all && !search.options.every(({ start }) => start)) {
    return overAll(value, search, units, limit, { first: "''", step: (places) => `_out || substr(_v, _p, ${places.start} - _p)${text(places)}`, rest: '_out || substr(_v, _p)' });
  }
  return overFirst(value, search, units, limit, (places) => `substr(_v, 1, ${places.start} - 1)${text(places)} || substr(_v, ${places.end})`, '_v');
}

interface Part {
  readonly text: (places: Places) => string;
  readonly units: number;
}

function replacementPart(piece: string, search: Search): Part | undefined {
  if (piece === '\\&') return { text: matchText, units: 0 };
  if (!/^\\[1-9]$/u.test(piece)) return constant(piece.startsWith('\\') ? '\\' : piece);
  const number = Number(piece.slice(1));
  if (number > search.groups) return constant('');
  const group = groupText(search, number);
  return group && { text: (places) => `coalesce(${group.text(places)}, '')`, units: group.units };
}

function constant(text: string): Part {
  return { text: () => quoteVisibly(text).text, units: 0 };
}

/** substring(s FROM pattern): the first group of the first match, the whole of it without groups. */
export function firstBySearch(question: Question): Sql | undefined {
  return matchBySearch(question, false, ([text = '']) => text);
}

/** regexp_match(): the groups of the first match as an array, the whole of it without groups. */
export function groupsBySearch(question: Question): Sql | undefined {
  return matchBySearch(question, true, (texts) => `json_array(${texts.join(', ')})`);
}

/** regexp_substr() */
export function wholeBySearch({ value, pattern, fold, limit }: Question): Sql | undefined {
  const search = searchOf(pattern, fold, false);
  return search && overFirst(value, search, 0, limit, matchText, 'NULL');
}

function matchBySearch(question: Question, every: boolean, expression: (texts: readonly string[]) => string): Sql | undefined {
  const groups = groupsOf(question, every);
  return groups && overFirst(question.value, groups.search, groups.units, question.limit, (places) => expression(groups.texts(places)), 'NULL');
}

/** regexp_matches() as an array of arrays. */
export function matchesBySearch(question: Question, all: boolean): Sql | undefined {
  const groups = groupsOf(question, true);
  if (!groups) return undefined;
  const { search, units, texts } = groups;
  const match = (places: Places): string => `json_array(${texts(places).join(', ')})`;
  if (!all) return overFirst(question.value, search, units, question.limit, (places) => `json_array(${match(places)})`, "'[]'");
  return overAll(question.value, search, units, question.limit, { first: "'[]'", step: (places) => `json_insert(_out, '$[#]', ${match(places)})`, rest: '_out' });
}

interface Groups {
  readonly search: Search;
  readonly units: number;
  readonly texts: (places: Places) => readonly string[];
}

/** The groups of a match, the first of them only, or the whole match where none is written. */
function groupsOf({ pattern, fold }: Question, every: boolean): Groups | undefined {
  const plain = searchOf(pattern, fold, false);
  if (plain?.groups === 0) return { search: plain, units: 0, texts: (places) => [matchText(places)] };
  const search = searchOf(pattern, fold, true);
  const groups = search && Array.from({ length: every ? search.groups : 1 }, (_, i) => groupText(search, i + 1));
  if (!search || !groups?.every((group) => group !== undefined)) return undefined;
  return { search, units: Math.max(...groups.map(({ units }) => units)), texts: (places) => groups.map(({ text }) => text(places)) };
}

/** regexp_count() */
export function countBySearch({ value, pattern, fold, limit }: Question): Sql | undefined {
  const search = searchOf(pattern, fold, false);
  return search && overAll(value, search, 0, limit, { first: '0', step: () => '_out + 1', rest: '_out' });
}

/** regexp_instr(): where the first match begins, 0 without one. */
export function placeBySearch({ value, pattern, fold, limit }: Question): Sql | undefined {
  const search = searchOf(pattern, fold, false);
  return search && overFirst(value, search, 0, limit, ({ start }) => start, '0');
}

/** regexp_split_to_array() */
export function splitBySearch({ value, pattern, fold, limit }: Question): Sql | undefined {
  const search = searchOf(pattern, fold, false);
  return search && overAll(value, search, 0, limit, { first: "'[]'", step: ({ start }) => `json_insert(_out, '$[#]', substr(_v, _p, ${start} - _p))`, rest: "json_insert(_out, '$[#]', substr(_v, _p))" });
}
