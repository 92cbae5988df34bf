import { codeEntry } from '../../diagnostics/codes.js';
import { columnOf, findColumn } from '../../model/catalog-lookup.js';
import type { Catalog, Index, IndexKey, Table } from '../../model/catalog.js';
import type { Exclusion, Unique } from '../../model/constraint.js';
import { mentionsOfPart } from '../../model/mentions.js';
import { printContext, type PlanContext } from '../context.js';
import type { PrintContext } from '../print/context.js';
import { isDocument } from '../print/document.js';
import { quoteIdentifier, relationName } from '../print/identifier.js';
import { indexKey } from '../print/index-key.js';
import { nullKeys } from '../print/null-keys.js';
import { printStored } from '../print/stored-expression.js';
import { exclusionForm, exclusionKeys } from './exclusion.js';
import { constraintPlaces } from './own-constraints.js';
import type { PhysicalIndex } from './physical.js';
import { remembered, sameName } from './remembered.js';

/** All indexes that the target keeps for a table: UNIQUE constraints are named unique indexes, so that dropping one is DROP INDEX. */
export function physicalIndexes(table: Table, catalog: Catalog, context: PlanContext): readonly PhysicalIndex[] {
  const indexes: PhysicalIndex[] = [];
  for (const constraint of constraintPlaces(table).indexed) indexes.push(...physicalIndex(constraint, table, catalog, context));
  for (const index of table.indexes) indexes.push(...physicalIndex(index, table, catalog, context));
  return indexes;
}

const physicalIndex = remembered(
  (index: Index | Unique | Exclusion, table: Table, catalog, context) => {
    const whole = 'keys' in index ? index : index.kind === 'unique' ? asIndex(index, table) : searchIndex(index, table, catalog, context);
    return whole ? indexOrNone(whole, table, printContext(context, catalog, table)) : [];
  },
  // What an index names of its own table are columns.
  (index, a, b) => sameName(a, b) && (a.columns === b.columns || mentionsOfPart(index).every((id) => typeof id === 'string' || findColumn(a, id) === findColumn(b, id))),
);

function asIndex(unique: Unique, table: Table): Index {
  const keys = unique.columns.map((id): IndexKey => {
    const column = columnOf(table, id);
    return { expr: { kind: 'column', source: 0, column: id, name: column.name, type: column.type }, descending: false, nulls: 'last' };
  });
  return { id: unique.id, name: unique.name, unique: true, method: 'btree', keys, include: [], nullsNotDistinct: unique.nullsNotDistinct };
}

/** An index that only makes queries faster is over all rows where its predicate cannot be printed, and left out where its keys cannot, or where it has nothing to find. */
function indexOrNone(index: Index, table: Table, context: PrintContext): readonly PhysicalIndex[] {
  if (index.keys.some(({ expr }) => isDocument(expr.type, context))) {
    context.report({ code: 'lossy-search', message: `index ${index.name} is left out: it is for full-text search` });
    return [];
  }
  if (index.unique) return printIndex(index, table, context);
  const printed = tryIndex(index, table, context);
  if (!('fault' in printed)) return printed;
  const { where, ...whole } = index;
  const { fault } = printed;
  const all = where ? tryIndex(whole, table, context) : printed;
  const left = 'fault' in all;
  context.report({ ...fault, code: left ? 'lossy-index' : 'lossy-index-predicate', message: `index ${index.name} ${left ? 'is left out' : 'is over all rows'}: ${fault.message}` });
  return left ? [] : all;
}

type Note = Parameters<PrintContext['report']>[0];

/** The index, or what stands in its way; it is nothing that queries need, so that this is no error. */
function tryIndex(index: Index, table: Table, context: PrintContext): readonly PhysicalIndex[] | { readonly fault: Note } {
  const notes: Note[] = [];
  const printed = printIndex(index, table, { ...context, report: (note) => void notes.push(note) });
  const fault = notes.find(({ code }) => codeEntry(code)?.severity === 'error');
  if (fault) return { fault };
  for (const note of notes) context.report(note);
  return printed;
}

/** Finds the rows that may conflict with a new one. */
function searchIndex(exclusion: Exclusion, table: Table, catalog: Catalog, context: PlanContext): Index | undefined {
  const keys = exclusionForm(exclusion, table, catalog, context) ? exclusionKeys(exclusion) : [];
  if (keys.length === 0) return undefined;
  return { id: exclusion.id, name: exclusion.name, unique: false, method: 'btree', keys: keys.map((expr) => ({ expr, descending: false, nulls: 'last' })), include: [], nullsNotDistinct: false };
}

function printIndex(index: Index, table: Table, context: PrintContext): readonly PhysicalIndex[] {
  const name = relationName(table.schema, index.name);
  const on = quoteIdentifier(relationName(table.schema, table.name));
  const where = index.where ? ` WHERE ${printStored(index.where, 'index predicate', context)}` : '';
  const keys = index.keys.map((key) => printKey(key, context));
  const plain = index.where ? [] : leadingColumns(index, table);
  const create = index.unique ? 'CREATE UNIQUE INDEX' : 'CREATE INDEX';
  const main = { name, unique: index.unique, columns: plain, mentions: mentionsOfPart(index), sql: `${create} ${quoteIdentifier(name)} ON ${on} (${keys.join(', ')})${where}` };
  return index.unique && index.nullsNotDistinct ? [main, nullsIndex(index, name, on, context)] : [main];
}

function printKey(key: IndexKey, context: PrintContext): string {
  const expr = indexKey(key.expr);
  const printed = printStored(expr, 'index', context);
  // A text alone is taken for the name of a column (https://www.sqlite.org/quirks.html).
  const text = printed.startsWith("'") && /^'(?:[^']|'')*'$/u.test(printed) ? `CAST(${printed} AS TEXT)` : printed;
  const expression = expr.kind === 'column' || expr.kind === 'call' ? text : `(${text})`;
  return key.descending ? `${expression} DESC` : expression;
}

function leadingColumns(index: Index, table: Table): readonly string[] {
  const names: string[] = [];
  for (const { expr } of index.keys) {
    if (expr.kind !== 'column' || expr.column === undefined) break;
    names.push(columnOf(table, expr.column).name);
  }
  return names;
}

/** The second index of NULLS NOT DISTINCT. */
function nullsIndex(index: Index, name: string, on: string, context: PrintContext): PhysicalIndex {
  const { list, anyNull } = nullKeys(index.keys.map((key) => printStored(indexKey(key.expr), 'index', context)));
  const where = index.where ? `(${anyNull}) AND (${printStored(index.where, 'index predicate', context)})` : anyNull;
  const nulls = `${name}_nulls`;
  return { name: nulls, unique: true, columns: [], mentions: mentionsOfPart(index), sql: `CREATE UNIQUE INDEX ${quoteIdentifier(nulls)} ON ${on} (${list}) WHERE ${where}` };
}
