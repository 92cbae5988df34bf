import { infix, PRECEDENCE, primary, type Sql } from '../../sql.js';
import { quoteVisibly } from '../text-operators.js';
import { complement, globClass, isAny, onlyCharacter } from './char-set.js';
import type { Branch, Item } from './branches.js';
import { glob, notGlob } from './glob.js';

/** Conditions that together say that the text matches; undefined when these means do not reach that far. */
export type Tests = readonly Sql[] | undefined;

export function allOf(tests: readonly (Tests | Sql)[]): Tests {
  const flat = tests.flatMap((test) => test);
  return flat.every((test) => test !== undefined) ? flat : undefined;
}

/** Few repetitions can be written out. */
export function spread({ set, min, max }: Item): readonly Item[] {
  return min === max && min <= 4 ? Array.from({ length: min }, () => ({ set, min: 1, max: 1 })) : [{ set, min, max }];
}

export function isOnce({ min, max }: Item): boolean {
  return min === 1 && max === 1;
}

/** Single characters, and at most one that repeats: `^[a-z][a-z0-9-]{2,30}$`. */
export function oneRepeated(value: Sql, { start, end, items: written }: Branch, limit: number): Tests {
  const items = written.flatMap(spread);
  const places = items.flatMap((item, i) => (isOnce(item) ? [] : [i]));
  if (places.length > 1 || (places.length === 1 && !(start && end))) return undefined;
  const [place = items.length] = places;
  const [before, repeated, after] = [items.slice(0, place), items[place], items.slice(place + 1)];
  const [head, tail] = [patternOf(before), patternOf(after)];
  if (!repeated && start && end && before.every(({ set }) => onlyCharacter(set) !== undefined)) return [equals(value, textOf(before))];
  const pattern = `${start ? '' : '*'}${head}${repeated ? '*' : ''}${tail}${end ? '' : '*'}`;
  const around = pattern.replace(/\*+/u, '*') === '*' ? [] : glob(value, pattern, limit);
  const single = before.length + after.length;
  return allOf([around, repeated ? lengthTests(value, { ...repeated, min: repeated.min + single, max: repeated.max + single }, before.length > 0 && after.length > 0, repeated.min > 0) : [], repeated ? middle(value, before.length, after.length, repeated, limit) : []]);
}

export function patternOf(items: readonly Item[]): string {
  return items.map(({ set, min }) => globClass(set).repeat(min)).join('');
}

export function textOf(items: readonly Item[]): string {
  return items.map(({ set, min }) => (onlyCharacter(set) ?? '').repeat(min)).join('');
}

export function equals(value: Sql, text: string): Sql {
  return infix(value, '=', quoteVisibly(text), PRECEDENCE.equality);
}

export function lengthOf(value: Sql): Sql {
  return primary(`length(${value.text})`);
}

/** @param both whether characters stand on both sides, which GLOB alone would let share a place */
function lengthTests(value: Sql, { min, max }: Item, both: boolean, needed: boolean): readonly Sql[] {
  const length = lengthOf(value);
  if (min === max) return [infix(length, '=', primary(String(min)), PRECEDENCE.equality)];
  if (max !== Infinity) return [between(length, min, max)];
  return needed || both ? [infix(length, '>=', primary(String(min)), PRECEDENCE.comparison)] : [];
}

export function between(sql: Sql, min: number, max: number): Sql {
  return { text: `${sql.text} BETWEEN ${min} AND ${max}`, precedence: PRECEDENCE.equality };
}

/** Nothing but the repeated class in the middle. */
function middle(value: Sql, from: number, after: number, { set }: Item, limit: number): Tests {
  if (isAny(set)) return [];
  const cut = from + after;
  const part = cut === 0 ? value : primary(after === 0 ? `substr(${value.text}, ${from + 1})` : `substr(${value.text}, ${from + 1}, length(${value.text}) - ${cut})`);
  return allOf([notGlob(part, `*${globClass(complement(set))}*`, limit)]);
}
