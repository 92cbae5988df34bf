import type { Catalog, CatalogObject, ObjectId } from '../../model/catalog.js';
import type { Insert, Update } from '../../model/query.js';
import { walkTree } from '../../model/walk.js';

/**
 * Whether what an UPDATE gives to a row hangs on what it makes of other rows: Postgres shows a statement the rows as they were before it, SQLite works a value
 * out when its row comes, unless there is a FROM: then it works them all out first (https://www.sqlite.org/lang_update.html, "UPDATE FROM").
 */
export function readsOwnChanges({ with: commons, set, target, from }: Update, catalog: Catalog): boolean {
  if (from.length > 0) return false;
  const changed = new Set(set.map(({ column }) => column));
  return set.some(({ value }) => {
    let [asks, columns, itself, others] = [false, false, false, false];
    for (const tree of [value, ...commons.map(({ statement }) => statement)]) {
      walkTree(tree, {
        expression: (node) => {
          asks ||= node.kind === 'subquery';
          if (node.kind === 'column') columns ||= node.source !== target.source && node.column !== undefined && changed.has(node.column);
          if (node.kind === 'call' && node.function !== undefined) others ||= reads(catalog.objects.get(node.function), target.relation, catalog);
        },
        relation: (id) => {
          itself ||= id === target.relation;
          others ||= id !== target.relation && reads(catalog.objects.get(id), target.relation, catalog);
        },
      });
    }
    return others || (asks && columns && itself);
  });
}

/** Whether ON CONFLICT DO UPDATE asks the table into which the statement puts several rows: Postgres shows it as it was before all of them. */
export function asksAsItFills({ target, rows, onConflict }: Insert, catalog: Catalog): boolean {
  if (onConflict?.action !== 'update' || isOneRow(rows)) return false;
  let asks = false;
  for (const tree of [...onConflict.set.map(({ value }) => value), ...(onConflict.where ? [onConflict.where] : [])]) {
    walkTree(tree, { relation: (id) => void (asks ||= id === target.relation || reads(catalog.objects.get(id), target.relation, catalog)) });
  }
  return asks;
}

function isOneRow(rows: Insert['rows']): boolean {
  if (rows === 'default values') return true;
  return (rows.body.kind === 'values' && rows.body.rows.length === 1) || (rows.body.kind === 'select' && rows.body.from.length === 0);
}

/** A view or function over the table, or over one that is. A function that is VOLATILE sees what the statement has done so far, in Postgres too. */
function reads(object: CatalogObject | undefined, table: ObjectId, catalog: Catalog): boolean {
  const tree = object?.kind === 'view' ? object.query : object?.kind === 'function' && object.volatility !== 'volatile' ? (object.rows ?? object.inline) : undefined;
  if (!tree) return false;
  let found = false;
  walkTree(tree, {
    expression: (node) => void (found ||= node.kind === 'call' && node.function !== undefined && node.function !== object?.id && reads(catalog.objects.get(node.function), table, catalog)),
    relation: (id) => void (found ||= id === table || reads(catalog.objects.get(id), table, catalog)),
  });
  return found;
}
