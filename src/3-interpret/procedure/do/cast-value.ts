import type { DataType } from '../../../model/data-type.js';
import { asMoment, readInterval, readMoment } from './moment.js';
import { booleanOf, isArray, isInterval, isMoment, isRow, numberOf, textOfValue, Unknowable, type Value } from './value.js';

const PLAIN: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar', 'name', 'unknown', 'cstring', 'citext', 'char']);
const WHOLE: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);
const NUMBERS: ReadonlySet<string> = new Set(['numeric', 'float8', 'float4']);

type Target = string | { readonly array: string };

/** `value::type`. @throws Unknowable for types that a block seldom works with */
export function castValue(value: Value, type: Target, at?: number): Value {
  if (value === null) return null;
  if (typeof type !== 'string') return isArray(value) ? value : arrayOfText(String(textOfValue(value))).map((item) => castValue(item, type.array, at));
  if (PLAIN.has(type)) return isInterval(value) ? unknown('an interval as text', at) : textOfValue(value);
  // Postgres rounds a half away from zero, but a text must be a whole number.
  if (WHOLE.has(type)) return typeof value === 'string' && !/^\s*[+-]?\d+\s*$/.test(value) ? unknown(`"${value}" as a whole number`, at) : rounded(numberOf(typeof value === 'boolean' ? Number(value) : value));
  if (NUMBERS.has(type)) return numberOf(value);
  if (type === 'bool') return booleanOf(value);
  if (type === 'date' || type === 'timestamp' || type === 'timestamptz') return isMoment(value) ? asMoment(value, type) : readMoment(String(textOfValue(value)), type);
  if (type === 'interval') return isInterval(value) ? value : readInterval(String(textOfValue(value)));
  return unknown(`a cast to ${type}`, at);
}

function unknown(what: string, at: number | undefined): never {
  throw new Unknowable(`${what} is not worked out here`, at);
}

function rounded(number: number): number {
  return Math.sign(number) * Math.round(Math.abs(number));
}

/** The value as a variable of the type holds it; of types that are not worked out here as it is. */
export function valueOfType(value: Value, type: DataType | undefined): Value {
  if (value === null || isRow(value)) return value;
  const element = type?.kind === 'array' ? type.element : type;
  if (element?.kind !== 'base' || !isKnown(element.name)) return value;
  return castValue(value, type?.kind === 'array' ? { array: element.name } : element.name);
}

function isKnown(name: string): boolean {
  return PLAIN.has(name) || WHOLE.has(name) || NUMBERS.has(name) || ['bool', 'date', 'timestamp', 'timestamptz', 'interval'].includes(name);
}

/** `{a,b}` */
export function arrayOfText(text: string): readonly Value[] {
  const inner = /^\{(.*)\}$/s.exec(text)?.[1];
  if (inner === undefined || /["{}\\]/.test(inner)) throw new Unknowable('this array is not worked out here');
  return inner === '' ? [] : inner.split(',').map((item) => (item.trim().toUpperCase() === 'NULL' ? null : item.trim()));
}
