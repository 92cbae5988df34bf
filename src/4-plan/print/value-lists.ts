import type { Insert } from '../../model/query.js';
import { referencesTo } from '../../model/catalog-lookup.js';
import { relationsOf } from '../../model/walk.js';
import type { Printing } from './printing.js';

const SEPARATOR = ', ';
/** At most. */
const BYTES_PER_UNIT = 3;
/** Bytes of a text's two `replace(.., '\n', char(10))`. */
const REPLACED = 60;
const encoder = new TextEncoder();

/**
 * `INSERT INTO t (a) VALUES (1), (2), ..` as the statements that the target takes: D1's end at 100,000 bytes, a table of cities or translations does not.
 * The rows stay in their order. Rows that read tables, and WITH, see what was there before the whole statement: those are one statement, however long.
 *
 * @param start all before the first row
 * @param tuples each row in its brackets
 * @param end all after the last row, with a blank in front
 */
export function inValueLists(insert: Insert, start: string, tuples: readonly string[], end: string, p: Printing): readonly string[] {
  const room = p.dialect.limits.statementBytes - byteLength(start) - byteLength(end);
  const lists = mayBeSplit(insert) ? listsOf(tuples, room) : [tuples];
  const statements = lists.map((list) => `${start}${list.join(SEPARATOR)}${end}`);
  return statements.length > 1 && refersToItself(insert, p) ? ['PRAGMA defer_foreign_keys = ON', ...statements] : statements;
}

function mayBeSplit({ with: common, rows }: Insert): boolean {
  return common.length === 0 && rows !== 'default values' && relationsOf(rows).length === 0;
}

function listsOf(tuples: readonly string[], room: number): readonly (readonly string[])[] {
  // A UTF-16 unit is at most three bytes: what is short needs no counting.
  if (tuples.reduce((sum, { length }) => sum + length + SEPARATOR.length, 0) * BYTES_PER_UNIT <= room) return [tuples];
  const lists: string[][] = [[]];
  let used = 0;
  for (const tuple of tuples) {
    const size = sizeOf(tuple) + SEPARATOR.length;
    if (used > 0 && used + size > room) {
      lists.push([]);
      used = 0;
    }
    lists.at(-1)?.push(tuple);
    used += size;
  }
  return lists;
}

/** A row may name one that comes later: foreign keys are judged when the statement ends. */
function refersToItself({ target }: Insert, p: Printing): boolean {
  return referencesTo(p.catalog, target.relation).some(({ table }) => table.id === target.relation);
}

/** In bytes, with what a file on physical lines adds: `replace('..\n..', '\n', char(10))`. */
function sizeOf(tuple: string): number {
  const breaks = tuple.match(/[\r\n]/g)?.length ?? 0;
  const texts = breaks === 0 ? 0 : tuple.replaceAll("''", '').split("'").length / 2;
  return byteLength(tuple) + breaks + texts * REPLACED;
}

function byteLength(text: string): number {
  return encoder.encode(text).length;
}
