import { primary, type Sql } from '../../sql.js';
import type { Search } from './search.js';
import { AFTER_WORD, inWord, statesOf, type States } from './search-states.js';

/*
 * The text is read once, character by character, with all ways through the expression side by side (Thompson's simulation). `_threads` has for each
 * place in the expression the best way there: its key is where the match began and where each unit did, in figures of fixed width that sort as
 * Postgres chooses, the smallest first: the first beginning, then the longest units. `_hit` is the best whole match so far, its end behind its beginning.
 */
const WIDTH = 8;
const FROM_BEHIND = 99_999_999;

const first = (place: string): string => `printf('%0${WIDTH}d', ${place})`;
const last = (place: string): string => `printf('%0${WIDTH}d', ${FROM_BEHIND} - ${place})`;
const figures = (key: string, field: number): string => `substr(${key}, ${field * WIDTH + 1}, ${WIDTH})`;

/** Where the parts of a match stand in the text `_v`. */
export interface Places {
  readonly start: string;
  readonly end: string;
  /** Where a unit begins. */
  readonly unit: (unit: number) => string;
}

function placesIn(hit: string, { taste }: Search): Places {
  const behind = (field: number): string => `${FROM_BEHIND} - ${figures(hit, field)}`;
  const start = `${figures(hit, 0)} + 0`;
  return { start, end: taste === 'most' ? behind(1) : `${figures(hit, 1)} + 0`, unit: (unit) => (unit === 0 ? start : behind(unit + 1)) };
}

/** The text of a group's match, and how many beginnings of units that takes; undefined when it cannot be told. */
export function groupText({ options: [option] }: Search, number: number): { readonly text: (places: Places) => string; readonly units: number } | undefined {
  const place = option?.units.findIndex(({ group }) => group === number) ?? -1;
  const unit = option?.units[place];
  if (!option || !unit) return undefined;
  const atEnd = place === option.units.length - 1;
  const text = (places: Places): string => between(places.unit(place), atEnd ? places.end : places.unit(place + 1));
  return { text: unit.optional ? (places) => `nullif(${text(places)}, '')` : text, units: atEnd ? place : place + 1 };
}

/** The whole match. */
export function matchText({ start, end }: Places): string {
  return between(start, end);
}

function between(from: string, to: string): string {
  return `substr(_v, ${from}, ${to} - (${from}))`;
}

interface Prepared {
  readonly steps: string;
  /** The next match from a place on. */
  readonly next: (from: string) => string;
}

function prepare(search: Search, units: number, limit: number): Prepared | undefined {
  const states = statesOf(search, units, limit);
  return states && { steps: `_steps(_from, _class, _to, _unit) AS (${states.steps})`, next: (from) => nextMatch(search, units, states, from) };
}

function nextMatch({ options, taste }: Search, units: number, { edged, ends }: States, from: string): string {
  const anywhere = options.some(({ start }) => !start);
  const atStart = options.some(({ start }) => start);
  const begin = (states: readonly string[]): string => `json_object(${states.map((state) => `${state}, ${first(from)}`).join(', ')})`;
  const state = (place: string): string => (edged ? `iif(${inWord(`${place} - 1`)}, '${AFTER_WORD}', '0')` : "'0'");
  const [inside, outside] = [begin(anywhere ? [state(from)] : []), begin(anywhere ? ["'0'", "'-1'"] : ["'-1'"])];
  const threads = !atStart ? inside : from === '1' ? outside : `iif(${from} = 1, ${outside}, ${inside})`;
  const here = ` || ${last('_i')}`.repeat(units);
  const better = `_hit IS NULL OR ${figures('value', 0)} ${taste === 'most' ? '<=' : '<'} ${figures('_hit', 0)}`;
  const moved = `SELECT _to, min(substr(value${here}, 1, (_unit + 1) * ${WIDTH})) AS _key FROM json_each(_threads), _steps WHERE _from = key AND substr(_v, _i, 1) GLOB _class AND (${better}) GROUP BY _to`;
  const begun = anywhere ? ` UNION ALL SELECT ${state('(_i + 1)')}, ${first('_i + 1')} WHERE _hit IS NULL` : '';
  const end = taste === 'most' ? last('_i') : first('_i');
  const rest = units === 0 ? '' : ` || substr(substr(value, ${WIDTH + 1})${here}, 1, ${units * WIDTH})`;
  const hit = `(SELECT min(_found) FROM (SELECT _hit AS _found UNION ALL SELECT ${figures('value', 0)} || ${end}${rest} FROM json_each(_threads) WHERE ${ends}))`;
  return [
    `(WITH RECURSIVE _walk(_i, _threads, _hit) AS (SELECT ${from}, ${threads}, NULL`,
    `UNION ALL SELECT _i + 1, (SELECT json_group_object(_to, _key) FROM (${moved}${begun})), ${hit} FROM _walk WHERE _threads <> '{}' AND _i <= length(_v))`,
    `SELECT ${hit} FROM _walk ORDER BY _i DESC LIMIT 1)`,
  ].join(' ');
}

/** An expression over the first match, `otherwise` where there is none; NULL of NULL. */
export function overFirst(value: Sql, search: Search, units: number, limit: number, expression: (places: Places) => string, otherwise: string): Sql | undefined {
  const prepared = prepare(search, units, limit);
  if (!prepared) return undefined;
  const found = `SELECT ${expression(placesIn('_found', search))} FROM (SELECT ${prepared.next('1')} AS _found) WHERE _found IS NOT NULL`;
  return query(value, prepared, '', otherwise === 'NULL' ? `(${found})` : `coalesce((${found}), ${otherwise})`, '_text WHERE _v IS NOT NULL');
}

/** What is made of all matches one after the other: `step` of each, `rest` at the end. `_p` is where the search for a match began, `_out` what was made so far. */
export function overAll(value: Sql, search: Search, units: number, limit: number, made: { readonly first: string; readonly step: (places: Places) => string; readonly rest: string }): Sql | undefined {
  const prepared = search.empty ? undefined : prepare(search, units, limit);
  if (!prepared) return undefined;
  const places = placesIn('_found', search);
  const chain = `, _chain(_p, _found, _out) AS (SELECT 1, ${prepared.next('1')}, ${made.first} FROM _text UNION ALL SELECT ${places.end}, ${prepared.next(`(${places.end})`)}, ${made.step(places)} FROM _chain, _text WHERE _found IS NOT NULL)`;
  return query(value, prepared, chain, made.rest, '_chain, _text WHERE _v IS NOT NULL AND _found IS NULL');
}

function query(value: Sql, { steps }: Prepared, more: string, expression: string, from: string): Sql {
  return primary(`(WITH RECURSIVE _text(_v) AS (SELECT ${value.text}), ${steps}${more} SELECT ${expression} FROM ${from})`);
}
