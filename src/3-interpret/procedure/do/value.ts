/** A value of a DO block while it runs: NULL, a constant, an array, or a row by its column names. Numbers of the catalogs are small. */
export type Value = null | string | number | boolean | readonly Value[] | RowValue | RelationValue | MomentValue | IntervalValue | UnwrittenValue;

export interface RowValue {
  readonly row: Readonly<Record<string, Value>>;
}

/** A regclass: an id in comparisons, a name as text. */
export interface RelationValue {
  readonly oid: number;
  readonly name: string;
}

/** A date or timestamp: milliseconds since 1970 in UTC. */
export interface MomentValue {
  readonly moment: 'date' | 'timestamp' | 'timestamptz';
  readonly time: number;
}

export interface IntervalValue {
  readonly months: number;
  readonly days: number;
  readonly milliseconds: number;
}

/** A text that is there, and that is not worked out: why. */
export interface UnwrittenValue {
  readonly unwritten: string;
}

/** The body asks for something that only the database knows, or that is not known here. */
export class Unknowable extends Error {
  override readonly name = 'Unknowable';
  constructor(
    message: string,
    readonly at?: number,
  ) {
    super(message);
  }
}

export function isRow(value: Value | undefined): value is RowValue {
  return typeof value === 'object' && value !== null && 'row' in value;
}

export function isRelation(value: Value): value is RelationValue {
  return typeof value === 'object' && value !== null && 'oid' in value && !Array.isArray(value);
}

export function isMoment(value: Value): value is MomentValue {
  return typeof value === 'object' && value !== null && 'moment' in value;
}

export function isInterval(value: Value): value is IntervalValue {
  return typeof value === 'object' && value !== null && 'months' in value;
}

export function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** As `value::text` reads. */
export function textOfValue(value: Value): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (isArray(value)) return `{${value.map((item) => elementText(item)).join(',')}}`;
  if (isRelation(value)) return value.name;
  if (isRow(value)) throw new Unknowable('a row as text');
  if (typeof value === 'object' && 'unwritten' in value) throw new Unknowable(value.unwritten);
  if (isMoment(value)) return momentText(value);
  if (isInterval(value)) return intervalText(value);
  return String(value);
}

function momentText({ moment, time }: MomentValue): string {
  const text = new Date(time).toISOString();
  if (moment === 'date') return text.slice(0, 10);
  return `${text.slice(0, 19).replace('T', ' ')}${text.slice(19, 23).replace(/\.?0+$/, '')}${moment === 'timestamptz' ? '+00' : ''}`;
}

/** In a form that is read again as the same interval; how Postgres would print it is not asked. */
function intervalText({ months, days, milliseconds }: IntervalValue): string {
  return `${months} months ${days} days ${milliseconds / 1000} seconds`;
}

function elementText(item: Value): string {
  const text = textOfValue(item);
  if (text === null) return 'NULL';
  return text === '' || /[{}",\\\s]/.test(text) || text.toUpperCase() === 'NULL' ? `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : text;
}

/** -1, 0, 1, or undefined when one is NULL. Text that stands beside a number or boolean is read as one. */
export function compareValues(left: Value, right: Value): number | undefined {
  if (left === null || right === null) return undefined;
  if (isRelation(left) || isRelation(right)) return compareValues(isRelation(left) ? left.oid : left, isRelation(right) ? right.oid : right);
  if (isRow(left) || isRow(right)) throw new Unknowable('comparing rows');
  if (isMoment(left) && isMoment(right)) return Math.sign(left.time - right.time);
  if (isMoment(left) || isMoment(right) || isInterval(left) || isInterval(right)) throw new Unknowable('this comparison is not worked out here');
  if (isArray(left) || isArray(right) || typeof left === 'object' || typeof right === 'object') return textOfValue(left) === textOfValue(right) ? 0 : 1;
  if (typeof left === 'boolean' || typeof right === 'boolean') return Number(booleanOf(left)) - Number(booleanOf(right));
  if (isOther(left, right) || isOther(right, left)) return 1;
  if (typeof left === 'number' || typeof right === 'number') return Math.sign(numberOf(left) - numberOf(right));
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The id of a type, a schema or a language beside that of another thing. */
function isOther(left: Value, right: Value): boolean {
  return typeof left === 'number' && typeof right === 'string' && /^(type|namespace|language) /.test(right);
}

/** The value as a condition; NULL stays NULL. */
export function booleanOf(value: Value): boolean | null {
  if (value === null || typeof value === 'boolean') return value;
  const text = String(textOfValue(value)).toLowerCase();
  if (['t', 'true', 'y', 'yes', 'on', '1'].includes(text)) return true;
  if (['f', 'false', 'n', 'no', 'off', '0'].includes(text)) return false;
  throw new Unknowable(`"${text}" is no boolean`);
}

/** The value as a number. @throws Unknowable for what is none, as Postgres would reject it */
export function numberOf(value: Value): number {
  const number = value === null || typeof value === 'object' || value === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) throw new Unknowable(`"${String(textOfValue(value))}" is no number`);
  return number;
}
