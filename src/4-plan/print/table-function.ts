import { primary } from '../../dialects/sql.js';
import type { Call } from '../../model/expression.js';
import type { FunctionSource } from '../../model/query.js';
import type { Printing } from './printing.js';
import { baseOf } from './type.js';

/** JSON of one element, whatever it is. */
const json = (alias: string): string => `(${alias}.json -> ${alias}.fullkey)`;
/** An element as ->> gives it. */
const text = (alias: string): string => `iif(${alias}.type IN ('true', 'false'), ${alias}.type, CAST(${alias}.value AS TEXT))`;
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
};

/** The columns of a set-returning function in FROM, WITH ORDINALITY included, as SQL over its alias. */
export function functionColumns(item: FunctionSource, alias: string, p: Printing): readonly string[] {
  const ordinality = item.ordinality ? [`(${alias}.key + 1)`] : [];
  if (item.call.kind !== 'call') return [];
  const { name, args } = item.call;
  if (name === 'generate_series') return [`${alias}.value`];
  if (name === 'unnest') {
    const type = args[0] && baseOf(args[0].type, p.catalog);
    const element = type?.kind === 'array' ? p.family(type.element) : 'text';
    return [element === 'json' || element === 'jsonb' || element === 'array' ? json(alias) : `${alias}.value`, ...ordinality];
  }
  return [...(Object.hasOwn(COLUMNS, name) ? (COLUMNS[name] ?? []) : []).map((column) => column(alias)), ...ordinality];
}

/** `json_each(t.tags) AS e`; generate_series over integers is a recursive query. */
export function printFunctionSource(item: FunctionSource, alias: string, p: Printing): string {
  const { call } = item;
  if (call.kind === 'call' && (call.name === 'unnest' || Object.hasOwn(COLUMNS, call.name)) && call.args.length === 1) {
    return `json_each(${call.args.map((arg) => p.print(arg).text).join(', ')}) AS ${alias}`;
  }
  if (call.kind === 'call' && call.name === 'generate_series' && call.args.every((arg) => p.family(arg.type) === 'int')) return `${series(call, p)} AS ${alias}`;
  p.report({
    code: 'unsupported-function',
    message: `the function ${call.kind === 'call' ? call.name : 'in FROM'}() has no rendering in FROM`,
    ...(call.at !== undefined && { at: call.at }),
  });
  return `(SELECT NULL) AS ${alias}`;
}

function series(call: Call, p: Printing): string {
  const [start = primary('1'), stop = primary('0'), step = primary('1')] = call.args.map((arg) => p.print(arg));
  const next = `value + (${step.text})`;
  const more = (value: string): string => (/^\d+$/u.test(step.text) ? `${value} <= ${stop.text}` : `iif(${step.text} > 0, ${value} <= ${stop.text}, ${value} >= ${stop.text})`);
  return `(WITH RECURSIVE series(value) AS (SELECT ${start.text} WHERE ${more(start.text)} UNION ALL SELECT ${next} FROM series WHERE ${more(next)}) SELECT value FROM series)`;
}
