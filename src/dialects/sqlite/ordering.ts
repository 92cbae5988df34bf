import type { Mapping } from '../../model/dialect.js';
import type { Family, Operand, RenderContext } from '../dialect.js';
import { fill, primary, type Sql } from '../sql.js';
import { secondsOf } from './interval.js';
import { asNumber } from './numbers.js';

/** Values of these are ordered as what is stored of them. */
const NATIVE: ReadonlySet<Family> = new Set<Family>(['int', 'float', 'money', 'bool', 'text', 'citext', 'uuid', 'timestamp', 'timestamptz', 'date', 'time', 'bytea', 'ltree', 'other']);

/** Whether what is stored of such values sorts as Postgres sorts them. */
export function sortsAsStored(family: Family, mapping: Mapping): boolean {
  return NATIVE.has(family) || (family === 'numeric' && mapping === 'classic');
}

/**
 * What sorts as Postgres sorts a value: an enum by its place in the type, an array element by element, an interval by its length. Undefined for
 * what has no such form here.
 */
export function sortable(operand: Operand, context: Pick<RenderContext, 'mapping' | 'note'>): Sql | undefined {
  const { family, sql } = operand;
  if (operand.constant === null || NATIVE.has(family)) return sql;
  switch (family) {
    case 'numeric':
      return asNumber(operand, context.mapping);
    case 'enum':
      return placeOf(operand);
    case 'array':
      return operand.element === undefined ? undefined : sortableList(sql, operand.element);
    case 'interval':
      return secondsOf(operand);
    default:
      return undefined;
  }
}

const SEPARATORS = [',', '|', ';', '/', '~', '^', '#', '!'];

/** All labels in one text, between separators: the place of one tells its order. */
function listOf(labels: readonly string[]): { readonly text: string; readonly separator: string } | undefined {
  const separator = SEPARATORS.find((character) => !labels.some((label) => label.includes(character)));
  return separator === undefined ? undefined : { text: `'${['', ...labels, ''].join(separator).replaceAll("'", "''")}'`, separator };
}

function placeOf({ sql, constant, labels = [] }: Operand): Sql | undefined {
  const list = listOf(labels);
  if (!list) return undefined;
  const { text, separator } = list;
  if (typeof constant === 'string') return primary(String(['', ...labels, ''].slice(0, labels.indexOf(constant) + 1).join(separator).length + 1));
  return fill(`instr(${text}, '${separator}' || {1} || '${separator}')`, [sql]);
}

/** The label at a place that `sortable` gives. */
export function labelAt(place: Sql, labels: readonly string[]): Sql | undefined {
  const list = listOf(labels);
  return list && fill(`substr(${list.text}, {1} + 1, instr(substr(${list.text}, {1} + 1), '${list.separator}') - 1)`, [place]);
}

/**
 * A text that sorts as the elements do: each one behind a mark that sorts before any character, which is doubled otherwise in the elements
 * themselves; NULL sorts behind every element.
 */
const inOrder = (element: string): string => `iif({1} IS NULL, NULL, coalesce((SELECT group_concat(char(1, 1) || coalesce(${element}, CAST(x'ff' AS TEXT)), '') FROM json_each({1})), ''))`;

const TEXTS = inOrder('replace(value, char(1), char(1, 2))');

/** Whole numbers with the same count of digits; negative ones come first, and the lower ones of them have the lower digits. */
const INTEGERS = inOrder("iif(value < 0, '0', iif(value IS NULL, NULL, '1')) || printf('%019d', value & 9223372036854775807)");

const LISTS: Partial<Readonly<Record<Family, string>>> = { text: TEXTS, uuid: TEXTS, date: TEXTS, int: INTEGERS, bool: INTEGERS };

function sortableList(array: Sql, element: Family): Sql | undefined {
  const form = LISTS[element];
  return form === undefined ? undefined : fill(form, [array]);
}
