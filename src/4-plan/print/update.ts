import { columnOf, objectOf } from '../../model/catalog-lookup.js';
import type { Column, Table, Trigger } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import type { Update } from '../../model/query.js';
import { walkExpression } from '../../model/walk.js';
import { printFrom, printTable, sourcesOf, tableSource } from './from.js';
import { isDocument, noteDocument } from './document.js';
import { printAssignments } from './assignments.js';
import { readsOwnChanges } from './own-changes.js';
import type { Printing } from './printing.js';
import { tableColumn } from './relation.js';
import { printWith } from './select.js';

/** `UPDATE t AS x SET a = .. FROM .. WHERE ..` (https://www.sqlite.org/lang_update.html, "UPDATE FROM") */
export function printUpdate(update: Update, outer: Printing): readonly string[] {
  const { text: prefix, p } = printWith(update.with, update.recursive, outer);
  if (makesDocumentsOnly(update, outer)) return noted(update, outer);
  const target = tableSource(update.target.relation, update.target.alias, p.catalog);
  const set = withoutGenerated(update, p);
  const inner = p.within({ sources: new Map([[update.target.source, target], ...sourcesOf(update.from, p)]) });
  const parts = [
    `${prefix}UPDATE ${printTable(update.target.relation, update.target.alias, p.catalog)}`,
    `SET ${printAssignments(set, update, inner)}`,
    update.from.length > 0 ? `FROM ${printFrom(update.from, inner)}` : readsOwnChanges(update, p.catalog) && 'FROM (SELECT 1)',
    update.where && `WHERE ${inner.print(update.where).text}`,
  ];
  return [parts.filter((part) => typeof part === 'string').join(' ')];
}

/** Of a generated column `SET c = DEFAULT` says what it is anyway. Where nothing else is said, a column is given what it has. */
function withoutGenerated({ set, target }: Update, p: Printing): Update['set'] {
  const rest = set.filter(({ column, value }) => value.kind !== 'default' || tableColumn(target.relation, column, p.catalog)?.generated === undefined);
  const relation = rest.length === 0 ? p.catalog.objects.get(target.relation) : undefined;
  const own = relation?.kind === 'table' ? relation.columns.find(({ generated }) => !generated) : undefined;
  return own ? [{ column: own.id, value: { kind: 'column', source: target.source, column: own.id, name: own.name, type: own.type } }] : rest;
}

/**
 * `UPDATE posts SET search = to_tsvector(body)` leaves nothing to do, unless it is what fires a trigger. Which rows it would change must then be
 * told without documents.
 */
function makesDocumentsOnly({ set, target, where }: Update, p: Printing): boolean {
  if (!set.every(({ column }) => hasDocuments(tableColumn(target.relation, column, p.catalog), p))) return false;
  const table = objectOf(p.catalog, target.relation, 'table');
  const columns = set.map(({ column }) => column);
  return !table.triggers.some((trigger) => isFired(trigger, columns, table, p)) || (where !== undefined && readsDocument(where, p));
}

function hasDocuments(column: Column | undefined, p: Printing): boolean {
  return column !== undefined && isDocument(column.type, p);
}

/** An update of these columns fires it, and it does more than to make documents. */
function isFired({ enabled, events, columns: named, program }: Trigger, columns: readonly number[], table: Table, p: Printing): boolean {
  if (!enabled || !events.includes('update') || (named.length > 0 && !named.some((column) => columns.includes(column)))) return false;
  const body = program?.kind === 'lowered' ? program.bodies.find(({ event }) => event === 'update') : undefined;
  return program?.kind !== 'lowered' || (body !== undefined && (body.actions.length > 0 || body.assignments.some(({ column }) => !isDocument(columnOf(table, column).type, p))));
}

function readsDocument(where: Expr, p: Printing): boolean {
  let found = false;
  walkExpression(where, (node) => void (found ||= isDocument(node.type, p)));
  return found;
}

function noted({ set, target }: Update, p: Printing): readonly string[] {
  const table = p.catalog.objects.get(target.relation);
  for (const { value } of set) noteDocument(value, p);
  if (table?.kind === 'table' && table.triggers.some((trigger) => isFired(trigger, set.map(({ column }) => column), table, p))) {
    p.report({ code: 'lossy-search', message: `the rows that this UPDATE changes are told by full-text search documents, which are not kept: it is left out, and the triggers of ${table.name} do not fire` });
  }
  return [];
}
