import type { Family } from '../../dialects/dialect.js';
import { canonicalJson } from '../../dialects/json-text.js';
import { floatText, integerText } from './literal-number.js';
import type { Printing } from './printing.js';

/**
 * An array constant as JSON: `{a,"b c",NULL}` -> `["a","b c",null]`, nested braces as nested arrays.
 * Undefined when the text is malformed or an element cannot be read.
 * @param element the JSON of one element, from its text
 * Array input syntax: https://www.postgresql.org/docs/18/arrays.html#ARRAYS-IO
 */
export function arrayText(value: string, element: Element): string | undefined {
  const reader = { text: value.trim(), at: 0 };
  const json = readArray(reader, element);
  if (json === undefined || reader.at !== reader.text.length) return undefined;
  return /^[[\],]*$/u.test(json) ? '[]' : json;
}

/** Whether its elements are lists. */
export function isNested(value: string): boolean {
  return /^\s*\{\s*\{/u.test(value);
}

/** Functions and operators see the outer list only. */
export function noteDimensions(p: Printing, at: number | undefined): void {
  p.report({ code: 'lossy-array', message: 'an array of several dimensions is a list of lists here: its length, its parts and || are those of the outer list', ...(at !== undefined && { at }) });
}

type Element = (text: string) => string | undefined;

interface Reader {
  readonly text: string;
  at: number;
}

function readArray(reader: Reader, element: Element): string | undefined {
  if (reader.text[reader.at] !== '{') return undefined;
  reader.at++;
  const items: string[] = [];
  for (skip(reader); reader.text[reader.at] !== '}'; skip(reader)) {
    if (items.length > 0 && reader.text[reader.at++] !== ',') return undefined;
    skip(reader);
    const item = reader.text[reader.at] === '{' ? readArray(reader, element) : readItem(reader, element);
    if (item === undefined) return undefined;
    items.push(item);
  }
  reader.at++;
  return `[${items.join(',')}]`;
}

function skip(reader: Reader): void {
  while (/\s/u.test(reader.text[reader.at] ?? '')) reader.at++;
}

function readItem(reader: Reader, element: Element): string | undefined {
  const match = /"((?:[^"\\]|\\.)*)"|((?:[^"\\{},]|\\.)+)/suy;
  match.lastIndex = reader.at;
  const found = match.exec(reader.text);
  if (!found) return undefined;
  reader.at = match.lastIndex;
  const bare = found[2]?.trim();
  if (bare?.toLowerCase() === 'null') return 'null';
  return element((bare ?? found[1] ?? '').replaceAll(/\\(.)/gsu, '$1'));
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/iu;

/** One element, from Postgres' text form. */
export function elementJson(text: string, element: Family): string | undefined {
  switch (element) {
    case 'int':
      return integerText(text, 'int8');
    case 'float':
    case 'numeric':
      return JSON_NUMBER.test(text) ? text : floatText(text);
    case 'bool':
      return /^(t|true|y|yes|on|1)$/iu.test(text) ? 'true' : /^(f|false|n|no|off|0)$/iu.test(text) ? 'false' : undefined;
    case 'json':
    case 'jsonb':
      return canonicalJson(text);
    default:
      return JSON.stringify(text);
  }
}
