import { readInterval } from '../../model/interval.js';
import { primary } from '../../dialects/sql.js';
import type { DataType } from '../../model/data-type.js';
import type { Call, Expr } from '../../model/expression.js';
import type { FunctionSource } from '../../model/query.js';
import { walkExpression } from '../../model/walk.js';
import { constantOf } from './literal.js';
import { printOperator } from './operator.js';
import type { Printing } from './printing.js';
import { documentOf, fieldOf, typeFields } from './record-function.js';
import { baseOf } from './type.js';
import { jsonOf } from './whole-text.js';

/** JSON of one element, whatever it is. */
const json = (alias: string): string => `(${alias}.json -> ${alias}.fullkey)`;
/** An element as ->> gives it. */
const text = (alias: string): string => `CASE WHEN ${alias}.type IN ('true', 'false') THEN ${alias}.type WHEN ${alias}.type = 'real' THEN ${json(alias)} ELSE CAST(${alias}.value AS TEXT) END`;
const key = (alias: string): string => `${alias}.key`;

/** Set-returning functions over json_each(): what each column is. */
const COLUMNS: Readonly<Record<string, readonly ((alias: string) => string)[]>> = {
  jsonb_array_elements: [json],
  json_array_elements: [json],
  jsonb_array_elements_text: [text],
  json_array_elements_text: [text],
  jsonb_each: [key, json],
  json_each: [key, json],
  jsonb_each_text: [key, text],
  json_each_text: [key, text],
  jsonb_object_keys: [key],
  json_object_keys: [key],
  'values of hstore': [text],
};

/** Those that go through an object, whose keys are no numbers. */
const OF_OBJECTS: ReadonlySet<string> = new Set(['jsonb_each', 'json_each', 'jsonb_each_text', 'json_each_text', 'jsonb_object_keys', 'json_object_keys', 'values of hstore']);

/** The number of a row, from 1. */
function placeOf({ call }: FunctionSource, alias: string): string {
  const ofObject = call.kind === 'call' && call.function === undefined && OF_OBJECTS.has(unnested(call).name);
  return ofObject ? `(SELECT count(*) FROM json_each(${alias}.json) AS placed WHERE placed.id <= ${alias}.id)` : `(${alias}.key + 1)`;
}

/** The JSON of which a column is the text: `jsonb_each_text(data)` and `jsonb_array_elements_text(data)`. */
export function partOfText({ call, columns }: FunctionSource, asked: string, alias: string): string | undefined {
  const kinds = call.kind === 'call' && call.function === undefined && call.name.startsWith('jsonb_') && Object.hasOwn(COLUMNS, call.name) ? COLUMNS[call.name] : undefined;
  return kinds?.[columns.findIndex(({ name }) => jsonOf(name) === asked)] === text ? json(alias) : undefined;
}

/** The columns of a set-returning function in FROM, WITH ORDINALITY included, as SQL over its alias. */
export function functionColumns(item: FunctionSource, alias: string, p: Printing): readonly string[] {
  const ordinality = item.ordinality ? [placeOf(item, alias)] : [];
  if (item.call.kind !== 'call') return [];
  const { name, args } = unnested(item.call);
  if (name === 'generate_subscripts') return [`(${alias}.key + 1)`, ...ordinality];
  if (name === 'generate_series') return [`${alias}.value`, ...ordinality];
  if (documentOf(item.call)) return [...item.columns.slice(0, item.ordinality ? -1 : undefined).map((column, i) => fieldOf(typeFields(item.call, p)?.[i] ?? column.name, column.type, alias, p)), ...ordinality];
  if (name === 'unnest') {
    const type = args[0] && baseOf(args[0].type, p.catalog);
    const element = type?.kind === 'array' ? p.family(type.element) : 'text';
    return [element === 'json' || element === 'jsonb' || element === 'array' ? json(alias) : `${alias}.value`, ...ordinality];
  }
  return [...(Object.hasOwn(COLUMNS, name) ? (COLUMNS[name] ?? []) : []).map((column) => column(alias)), ...ordinality];
}

const STRING: DataType = { kind: 'base', name: 'text', modifiers: [] };
const TEXTS: DataType = { kind: 'array', element: STRING };
const JSONB: DataType = { kind: 'base', name: 'jsonb', modifiers: [] };

/** Sets that are the elements of an array, or of a document: `string_to_table(s, ',')` is `unnest(string_to_array(s, ','))`, `each(h)` is `jsonb_each_text(hstore_to_jsonb(h))`. */
const UNNESTED: Readonly<Record<string, { readonly name: string; readonly type: DataType; readonly by?: string }>> = {
  string_to_table: { name: 'string_to_array', type: TEXTS },
  regexp_split_to_table: { name: 'regexp_split_to_array', type: TEXTS },
  regexp_matches: { name: 'array_of_regexp_matches', type: { kind: 'array', element: TEXTS } },
  jsonb_path_query: { name: 'jsonb_path_query_array', type: JSONB, by: 'jsonb_array_elements' },
  each: { name: 'hstore_to_jsonb', type: JSONB, by: 'jsonb_each_text' },
  skeys: { name: 'hstore_to_jsonb', type: JSONB, by: 'jsonb_object_keys' },
  svals: { name: 'hstore_to_jsonb', type: JSONB, by: 'values of hstore' },
};

function unnested(call: Call): Call {
  const array = call.function === undefined && Object.hasOwn(UNNESTED, call.name) ? UNNESTED[call.name] : undefined;
  const { returnsSet: _returnsSet, ...parts } = call;
  return array ? { ...call, name: array.by ?? 'unnest', args: [{ ...parts, name: array.name, type: array.type }] } : call;
}

/** `json_each(t.tags) AS e`; generate_series over integers is a recursive query. */
export function printFunctionSource(item: FunctionSource, alias: string, p: Printing): string {
  const call = item.call.kind === 'call' ? unnested(item.call) : item.call;
  if (call.kind === 'call' && (call.name === 'unnest' || Object.hasOwn(COLUMNS, call.name)) && call.args.length === 1) {
    return `json_each(${call.args.map((arg) => p.print(arg).text).join(', ')}) AS ${alias}`;
  }
  const places = call.kind === 'call' ? subscripted(call) : undefined;
  if (places) return `json_each(${p.print(places).text}) AS ${alias}`;
  if (call.kind === 'call' && call.name === 'generate_series' && call.args.every((arg) => p.family(arg.type) === 'int')) return `${series(call, formOf(item, p), p)} AS ${alias}`;
  if (call.kind === 'call' && call.name === 'generate_series' && (call.args.length === 3 || isInUtc(call))) {
    const moments = momentSeries(call, formOf(item, p), p);
    if (moments !== undefined) return `${moments} AS ${alias}`;
  }
  const document = documentOf(call);
  if (document && call.kind === 'call') {
    const text = p.print(document).text;
    return `json_each(${call.name.endsWith('set') ? text : `json_array(json(${text}))`}) AS ${alias}`;
  }
  const object = call.kind === 'call' && call.function !== undefined ? p.catalog.objects.get(call.function) : undefined;
  const obstacle = object?.kind === 'function' ? object.obstacle : undefined;
  p.report({
    code: 'unsupported-function',
    message: `the function ${call.kind === 'call' ? call.name : 'in FROM'}() has no rendering in FROM${obstacle === undefined ? ' with these arguments' : `: ${obstacle}`}`,
    ...(object === undefined && { help: HELP }),
    ...(call.at !== undefined && { at: call.at }),
  });
  return `(SELECT NULL) AS ${alias}`;
}

/** `generate_subscripts(a, 1)`: the places in an array, which are counted from 1 here. */
function subscripted({ name, args: [array, dimension, ...others] }: Call): Expr | undefined {
  return name === 'generate_subscripts' && others.length === 0 && dimension && constantOf(dimension) === '1' ? array : undefined;
}

/** The zone in which days are counted may be written behind them. */
function isInUtc({ args: [, , , zone, ...others] }: Call): boolean {
  return zone !== undefined && others.length === 0 && /^(?:utc|gmt|etc\/utc)$/iu.test(constantOf(zone) ?? '');
}

/** How a series is read. */
interface Form {
  readonly ordinality: boolean;
  /** Its bounds name columns of FROM items beside it: a subquery cannot see them, the argument of json_each() can. */
  readonly beside: boolean;
}

function formOf({ call, ordinality }: FunctionSource, p: Printing): Form {
  let beside = false;
  walkExpression(call, (node) => { beside ||= node.kind === 'column' && p.scope?.sources.has(node.source) === true; });
  return { ordinality, beside };
}

/** The values one after the other, with their place among them where it is asked for. */
function recursion([first, start]: readonly [string, string], [next, more]: readonly [string, string], { ordinality, beside }: Form): string {
  if (beside) return `json_each((WITH RECURSIVE series(value) AS (SELECT ${first} WHERE ${start} UNION ALL SELECT ${next} FROM series WHERE ${more}) SELECT json_group_array(value) FROM series))`;
  const [names, zero, one] = ordinality ? ['value, key', ', 0', ', key + 1'] : ['value', '', ''];
  return `(WITH RECURSIVE series(${names}) AS (SELECT ${first}${zero} WHERE ${start} UNION ALL SELECT ${next}${one} FROM series WHERE ${more}) SELECT ${names} FROM series)`;
}

function series(call: Call, form: Form, p: Printing): string {
  const [start = primary('1'), stop = primary('0'), step = primary('1')] = call.args.map((arg) => p.print(arg));
  const by = Number(step.text);
  if (by === 0) p.report({ code: 'invalid-expression', message: 'step size cannot equal zero', ...(call.at !== undefined && { at: call.at }) });
  const next = `value + (${step.text})`;
  const either = (value: string): string => `iif(${step.text} > 0, ${value} <= ${stop.text}, iif(${step.text} < 0, ${value} >= ${stop.text}, iif(${step.text} = 0, json('step size cannot equal zero'), NULL)))`;
  const more = (value: string): string => (by > 0 ? `${value} <= ${stop.text}` : by < 0 ? `${value} >= ${stop.text}` : either(value));
  return recursion([start.text, more(start.text)], [next, more(next)], form);
}

const HELP = 'These have one: unnest(array), string_to_table, regexp_split_to_table, regexp_matches, generate_series over integers and timestamps, generate_subscripts(array, 1), jsonb_array_elements, jsonb_each, jsonb_object_keys, jsonb_to_recordset, jsonb_populate_recordset(NULL::type, ..).';

const ELEMENT = -6;

/** generate_series(timestamp, timestamp, interval): each value is the one before it and the step. */
function momentSeries(call: Call, form: Form, p: Printing): string | undefined {
  const [start, stop, step] = call.args;
  const constant = step && constantOf(step);
  const interval = typeof constant === 'string' ? readInterval(constant) : undefined;
  if (!start || !stop || !step || !interval || !['timestamp', 'timestamptz', 'date'].includes(p.family(start.type))) return undefined;
  const direction = interval.months * 30 * 86_400 + interval.days * 86_400 + interval.seconds;
  if (direction === 0) return undefined;
  const source = { qualifier: 'series', columnName: () => 'value' };
  const inner = p.within({ ...(p.scope && { parent: p.scope }), sources: new Map([[ELEMENT, source]]) });
  const next = printOperator({ name: '+', left: { kind: 'column', source: ELEMENT, name: 'value', type: start.type }, right: step, type: start.type }, inner).text;
  const [from, to] = [p.print(start).text, p.print(stop).text];
  const sign = direction > 0 ? '<=' : '>=';
  return recursion([from, `${from} ${sign} ${to}`], [next, `${next} ${sign} ${to}`], form);
}
