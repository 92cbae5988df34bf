import type { Catalog, ColumnId } from '../../../model/catalog.js';
import type { Call } from '../../../model/expression.js';
import type { DataStatement, Insert } from '../../../model/query.js';
import { uniqueKeysOf } from '../../../model/unique-keys.js';
import { isClock, someNode, walkTree } from '../../../model/walk.js';

/** What reads no transition table does the same each time, where it does not start from what it has done. */
export function isRepeatable(statement: DataStatement, catalog: Catalog): boolean {
  if (statement.kind === 'delete' || statement.kind === 'truncate') return true;
  if (statement.kind === 'update') return !startsFromItself(statement);
  return statement.kind === 'insert' && statement.onConflict?.action === 'nothing' && meetsItself(statement, catalog);
}

/** `ON CONFLICT DO NOTHING` finds the row that has been inserted by a key that does not change. */
function meetsItself({ columns, rows, target }: Insert, { objects }: Catalog): boolean {
  const table = objects.get(target.relation);
  if (table?.kind !== 'table' || rows === 'default values' || isDrawn(rows)) return false;
  const given = (id: ColumnId): boolean => columns.includes(id) && table.columns.some((column) => column.id === id && column.notNull);
  return uniqueKeysOf(table).some((key) => key.columns.every(given));
}

function isDrawn(tree: object): boolean {
  return someNode(tree, (node) => node.kind === 'default' || node.kind === 'current' || (node.kind === 'call' && 'volatile' in node && node.volatile === true));
}

const ANY_VALUE: ReadonlySet<string> = new Set(['gen_random_uuid', 'gen_random_bytes', 'random', 'uuid_generate_v1', 'uuid_generate_v1mc', 'uuid_generate_v4', 'uuidv4', 'uuidv7']);

/** A random value or the time of day is as good as the one before it; a number of a sequence is used up. */
function isAnyValue(call: Call): boolean {
  return call.function === undefined ? isClock(call) || ANY_VALUE.has(call.name) : call.takesNumber !== true && call.asks !== true;
}

/**
 * UPDATE .. FROM changes a row once, by any of the rows that fit it. Row by row the last one stays, which is one of them, unless it starts from
 * what an earlier one has made.
 */
export function startsFromItself({ set, target }: Extract<DataStatement, { kind: 'update' }>): boolean {
  const made = new Set(set.map(({ column }) => column));
  let again = false;
  for (const { value } of set) walkTree(value, { expression: (node) => void (again ||= (node.kind === 'column' && node.source === target.source && node.column !== undefined && made.has(node.column)) || (node.kind === 'call' && node.volatile === true && !isAnyValue(node))) });
  return again;
}
