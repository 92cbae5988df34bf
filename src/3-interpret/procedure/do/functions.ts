import { findName } from '../../../model/catalog-lookup.js';
import { nameParts } from '../../../model/regclass.js';
import type { Environment } from './environment.js';
import { functionId } from './function-id.js';
import { DATABASE } from './system-rows.js';
import { fieldOf, formatted, inUtc, madeMoment, truncated } from './moment.js';
import { quoteIdent, quoteLiteral } from './quote.js';
import { isArray, isMoment, numberOf, textOfValue, Unknowable, type MomentValue, type Value } from './value.js';

type Run = (args: readonly Value[], environment: Environment) => Value;

const texts = (run: (...args: string[]) => Value): Run => (args) => {
  const given = args.map(textOfValue);
  return given.some((arg) => arg === null) ? null : run(...(given as string[]));
};

const moments = (run: (moment: MomentValue, text: string) => Value): Run => (args) => {
  if (args.includes(null)) return null;
  const moment = args.find((arg) => isMoment(arg));
  const text = args.find((arg) => typeof arg === 'string');
  return moment && text !== undefined ? run(moment, text) : unknowable('this value');
};

/** lpad(), rpad() */
function padded(args: readonly Value[], pad: (text: string, missing: string) => string): Value {
  const [value = null, length = null, filling = ' '] = args;
  if (value === null || length === null || filling === null) return null;
  const [text, fill] = [[...String(textOfValue(value))], [...String(textOfValue(filling))]];
  const missing = Array.from({ length: Math.max(0, numberOf(length) - text.length) }, (_, i) => fill[i % Math.max(fill.length, 1)] ?? '');
  return pad(text.slice(0, numberOf(length)).join(''), missing.join(''));
}

/** The functions that put statements together and ask about names. Others are refused. */
export const FUNCTIONS: Readonly<Record<string, Run>> = {
  format: ([pattern = null, ...args]) => (pattern === null ? null : format(String(textOfValue(pattern)), args)),
  quote_ident: texts((name) => quoteIdent(name)),
  quote_literal: ([value = null]) => quoteLiteral(value),
  quote_nullable: ([value = null]) => quoteLiteral(value) ?? 'NULL',
  concat: (args) => args.map((arg) => textOfValue(arg) ?? '').join(''),
  concat_ws: ([separator = null, ...args]) => (separator === null ? null : args.filter((arg) => arg !== null).map(textOfValue).join(String(separator))),
  lower: texts((text) => text.toLowerCase()),
  upper: texts((text) => text.toUpperCase()),
  length: texts((text) => [...text].length),
  replace: texts((text, from, to) => (from === '' ? text : text.replaceAll(from, to))),
  left: texts((text, count) => [...text].slice(0, Number(count)).join('')),
  right: texts((text, count) => (Number(count) === 0 ? '' : [...text].slice(-Number(count)).join(''))),
  btrim: texts((text, ...others) => (others.length > 0 ? unknowable('trim() of given characters') : text.replace(/^ +| +$/g, ''))),
  ltrim: texts((text, ...others) => (others.length > 0 ? unknowable('ltrim() of given characters') : text.replace(/^ +/, ''))),
  rtrim: texts((text, ...others) => (others.length > 0 ? unknowable('rtrim() of given characters') : text.replace(/ +$/, ''))),
  lpad: (args) => padded(args, (text, missing) => missing + text),
  rpad: (args) => padded(args, (text, missing) => text + missing),
  make_date: (args) => madeMoment('date', args),
  make_timestamp: (args) => madeMoment('timestamp', args),
  make_timestamptz: ([year = null, month = null, day = null, hour = null, minute = null, second = null, zone = 'UTC']) => inUtc(zone, madeMoment('timestamptz', [year, month, day, hour, minute, second])),
  timezone: ([zone = null, moment = null]) => inUtc(zone, moment !== null && isMoment(moment) ? { ...moment, moment: moment.moment === 'timestamptz' ? 'timestamp' : 'timestamptz' } : moment),
  to_char: moments((moment, pattern) => formatted(moment, pattern)),
  date_trunc: moments((moment, unit) => truncated(unit.toLowerCase(), moment)),
  extract: moments((moment, field) => fieldOf(field, moment)),
  date_part: moments((moment, field) => fieldOf(field, moment)),
  split_part: texts((text, separator, part) => text.split(separator).at(Number(part) > 0 ? Number(part) - 1 : Number(part)) ?? ''),
  array_length: ([array = null]) => (array !== null && isArray(array) && array.length > 0 ? array.length : null),
  cardinality: ([array = null]) => (array !== null && isArray(array) ? array.length : null),
  array_to_string: ([array = null, separator = null]) => (array === null || separator === null || !isArray(array) ? null : array.filter((item) => item !== null).map(textOfValue).join(String(separator))),
  string_to_array: texts((text, separator) => (text === '' ? [] : text.split(separator))),
  current_schema: (_args, { catalog }) => catalog.searchPath.find((name) => catalog.schemas.has(name)) ?? null,
  current_schemas: (_args, { catalog }) => catalog.searchPath.filter((name) => catalog.schemas.has(name)),
  current_database: () => DATABASE,
  to_regclass: ([name = null], environment) => (name === null ? null : relationId(String(textOfValue(name)), environment)),
  to_regtype: ([name = null], environment) => (name === null ? null : typeId(String(textOfValue(name)), environment)),
  to_regproc: ([name = null], environment) => (name === null ? null : (functionId(String(textOfValue(name)), 'regproc', environment) ?? null)),
  to_regprocedure: ([name = null], environment) => (name === null ? null : (functionId(String(textOfValue(name)), 'regprocedure', environment) ?? null)),
  to_regnamespace: ([name = null], { catalog }) => (name !== null && catalog.schemas.has(String(textOfValue(name))) ? `namespace ${String(textOfValue(name))}` : null),
  // Roles and privileges have no counterpart: everybody may do everything.
  has_table_privilege: () => true,
  has_column_privilege: () => true,
  has_schema_privilege: () => true,
  has_function_privilege: () => true,
  has_sequence_privilege: () => true,
  pg_table_is_visible: () => true,
  pg_type_is_visible: () => true,
  current_setting: ([name = null, missing = null]) => setting(String(textOfValue(name)), missing === true),
  version: () => 'PostgreSQL 18.0',
};

/** What a server of today answers. */
const SETTINGS: Readonly<Record<string, string>> = { server_version_num: '180000', server_version: '18.0', server_encoding: 'UTF8', standard_conforming_strings: 'on' };

/** Settings of the server; those of an application have not been set. */
function setting(name: string, missing: boolean): Value {
  const known = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
  if (known !== undefined) return known;
  return missing && name.includes('.') ? null : unknowable(`the setting ${name}`);
}

function unknowable(what: string): never {
  throw new Unknowable(`${what} is not worked out here`);
}

/** format(): %s, %I, %L, %%, with positions as in %1$I. */
function format(pattern: string, args: readonly Value[]): string {
  let next = 0;
  return pattern.replace(/%(?:(\d+)\$)?(-?\d*)([sIL%])/g, (_match, position: string | undefined, width: string, kind: string) => {
    if (kind === '%') return '%';
    if (width !== '') return unknowable('format() with a width');
    const value = args[position === undefined ? next : Number(position) - 1];
    next = position === undefined ? next + 1 : Number(position);
    if (value === undefined) throw new Unknowable('too few arguments for format()');
    if (kind === 'L') return quoteLiteral(value) ?? 'NULL';
    const text = textOfValue(value);
    if (kind === 's') return text ?? '';
    if (text === null) throw new Unknowable('null values cannot be formatted as an SQL identifier');
    return quoteIdent(text);
  });
}

/** The id of a table, partition, view, sequence or index by its written name. */
export function relationId(text: string, { catalog }: Environment): number | null {
  const parts = nameParts(text);
  const entry = findName(catalog, 'relation', parts.at(-2), parts.at(-1) ?? '');
  return entry?.partition?.id ?? entry?.id ?? null;
}

export function typeId(text: string, { catalog }: Environment): string | null {
  const parts = nameParts(text);
  const entry = findName(catalog, 'type', parts.at(-2), parts.at(-1) ?? '') ?? findName(catalog, 'relation', parts.at(-2), parts.at(-1) ?? '');
  return entry ? `type #${entry.id}` : null;
}
