import { hasAnchor } from './anchored.js';
import { automatonOf, type Automaton } from './automaton.js';
import { groupsIn, tasteOf, withoutGroups } from './groups.js';
import { ANYWHERE } from './neighbours.js';
import { isLazy, readWithGroups } from './read-regex.js';
import type { Regex, Taste } from './regex-tree.js';

/** An expression prepared to be found inside a text. */
export interface Search {
  readonly options: readonly Option[];
  /** Which of the matches at one place is taken. */
  readonly taste: Taste;
  /** How many groups are written. */
  readonly groups: number;
  /** A match can be of no characters. */
  readonly empty: boolean;
}

/** One alternative. */
export interface Option {
  /** It must begin where the text does, end where the text does. */
  readonly start: boolean;
  readonly end: boolean;
  readonly automaton: Automaton;
  readonly units: readonly Unit[];
}

/** A group of the outermost level or what stands between two: each takes as much as it can, the first ones before the others. */
export interface Unit {
  /** How many positions of the automaton are its own. */
  readonly positions: number;
  /** The group that it is. */
  readonly group?: number;
  /** `(..)?`, which has no match where it takes nothing. */
  readonly optional?: boolean;
}

const MOST_POSITIONS = 120;

/** A pattern stands in the body of a trigger that is printed again with each change of its table: like a template it is taken apart once. */
const SEARCHES = new Map<string, Search | undefined>();

/** Undefined for what is no regular expression in the mathematical sense, and where the groups' own matches cannot be told. */
export function searchOf(pattern: string, fold: boolean, needsGroups: boolean): Search | undefined {
  const key = `${Number(fold)}${Number(needsGroups)}${pattern}`;
  if (!SEARCHES.has(key)) SEARCHES.set(key, readSearch(pattern, fold, needsGroups));
  return SEARCHES.get(key);
}

function readSearch(pattern: string, fold: boolean, needsGroups: boolean): Search | undefined {
  const regex = readWithGroups(pattern, fold);
  if (!regex || (needsGroups && isLazy(pattern))) return undefined;
  const options = (needsGroups ? [partsOf(regex)] : alternatives(withoutGroups(regex))).map(optionOf);
  if (!options.every((option) => option !== undefined)) return undefined;
  return { options, taste: tasteOf(regex) ?? 'most', groups: groupsIn(regex).length, empty: options.some(({ automaton }) => automaton.between !== 0) };
}

function partsOf(regex: Regex): readonly Regex[] {
  return regex.kind === 'sequence' ? regex.parts : [regex];
}

/** `(^|,)a|b$` -> `^a`, `,a`, `b$` */
function alternatives(regex: Regex): readonly (readonly Regex[])[] {
  if (regex.kind === 'choice') return regex.options.flatMap(alternatives);
  const parts = partsOf(regex);
  const place = [0, parts.length - 1].find((i) => parts[i]?.kind === 'choice' && hasAnchor(parts[i]));
  const choice = place === undefined ? undefined : parts[place];
  if (place === undefined || choice?.kind !== 'choice') return [parts];
  return choice.options.flatMap((option) => alternatives({ kind: 'sequence', parts: [...parts.slice(0, place), ...partsOf(option), ...parts.slice(place + 1)] }));
}

function optionOf(written: readonly Regex[]): Option | undefined {
  const inner = written.slice(written[0]?.kind === 'start' ? 1 : 0, written.at(-1)?.kind === 'end' ? -1 : undefined);
  const automaton = inner.some(hasAnchor) ? undefined : automatonOf({ kind: 'sequence', parts: inner }, MOST_POSITIONS);
  const units = unitsOf(inner);
  // A place without a character, as `\\y` alone finds, is no match that this search could tell from its neighbours.
  if (!automaton || (automaton.between !== 0 && automaton.between !== ANYWHERE) || !units.every((unit) => unit !== undefined)) return undefined;
  return { start: written[0]?.kind === 'start', end: written.length > 0 && written.at(-1)?.kind === 'end', automaton, units };
}

function unitsOf(parts: readonly Regex[]): readonly (Unit | undefined)[] {
  const runs: Regex[][] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last && groupsIn(part).length === 0 && last.every((one) => groupsIn(one).length === 0)) last.push(part);
    else runs.push([part]);
  }
  return runs.map(unitOf);
}

function unitOf(parts: readonly Regex[]): Unit | undefined {
  const automaton = automatonOf({ kind: 'sequence', parts }, MOST_POSITIONS);
  if (!automaton) return undefined;
  const [part, ...others] = parts;
  const optional = part?.kind === 'repeat' && part.min === 0 && part.max === 1;
  const group = optional ? part.part : part;
  const tellable = others.length === 0 && group?.kind === 'group' && !(optional && automatonOf(group, MOST_POSITIONS)?.between !== 0);
  return { positions: automaton.sets.length, ...(tellable && { group: group.number, optional }) };
}
