import type { Catalog, ObjectId } from '../../model/catalog.js';
import type { CommonTable, DataStatement, Delete, Insert, Query, Target, Update } from '../../model/query.js';
import type { Expr } from '../../model/expression.js';
import { referencesTo } from '../../model/catalog-lookup.js';
import { relationsOf, someNode, walkTree } from '../../model/walk.js';
import { assertAll } from '../assertion.js';
import { printFrom, sourcesOf, tableSource } from './from.js';
import { quoteIdentifier } from './identifier.js';
import type { Printing } from './printing.js';
import { isView } from './relation.js';
import { changedRows, keep, selectOwn, type PrintOne } from './touched-rows.js';

type Change = Insert | Update | Delete;

/** True when WITH holds a statement that changes rows, which SQLite does not have, or the matches of a MERGE, which stay as they are while rows change. */
export function hasModifyingWith(statement: DataStatement): boolean {
  return withOf(statement).some((table) => changeOf(table) !== undefined || table.key !== undefined);
}

/**
 * `WITH moved AS (DELETE .. RETURNING ..) INSERT ..` as statements one after the other: the rows of each WITH entry are kept in a helper table.
 * Postgres lets all parts see the tables as they were before, so a part that reads what an earlier one has changed is refused.
 * @see https://www.postgresql.org/docs/18/queries-with.html#QUERIES-WITH-MODIFYING
 */
export function printModifyingWith(statement: DataStatement, outer: Printing, print: PrintOne): readonly string[] {
  const changed = new Set<ObjectId>();
  const helpers: string[] = [];
  const steps: string[] = ['PRAGMA defer_foreign_keys = ON'];
  // Each row that MERGE changes is another one.
  const merged = withOf(statement).some(({ key }) => key !== undefined);
  let p = outer;
  const later = withOf(statement).filter((table) => fillsUp(table, statement));
  for (const whole of withOf(statement)) {
    if (later.includes(whole)) continue;
    const table = withoutUnasked(whole, statement, outer);
    const change = changeOf(table);
    const helper = `__tm_with_${table.name}`;
    const columns = table.columns.map(({ name }) => name);
    if (!merged) requireUnchanged(change ?? (table.statement as Query), changed, p);
    const { kept, sql } = change ? printChange(change, helper, columns, p, print) : { kept: true, sql: [keep(helper, p.query(queryOf(table), { names: columns }))] };
    steps.push(...sql, ...(table.key === undefined ? [] : eachOnce(helper, table.key, p)));
    if (kept) helpers.push(helper);
    if (change) for (const id of changedBy(change, p.catalog)) changed.add(id);
    p = p.withCommon(table.source, helper, columns);
  }
  const main = withoutWith(statement);
  if (!merged) requireUnchanged(main, changed, p);
  steps.push(...print(main, p));
  for (const change of later.flatMap((table) => changeOf(table) ?? [])) {
    requireUnchanged(change.kind === 'insert' && change.rows !== 'default values' ? change.rows : change, new Set([...changed, ...changedBy(main as Change, p.catalog)]), p);
    steps.push(...print(change, p));
  }
  return [...steps, ...helpers.map((helper) => `DROP TABLE ${quoteIdentifier(helper)}`)];
}

function withOf(statement: DataStatement): readonly CommonTable[] {
  if (statement.kind === 'truncate') return [];
  return statement.kind === 'select-statement' ? statement.query.with : statement.with;
}

function withoutWith(statement: DataStatement): DataStatement {
  if (statement.kind === 'truncate') return statement;
  return statement.kind === 'select-statement' ? { ...statement, query: { ...statement.query, with: [] } } : { ...statement, with: [] };
}

function changeOf({ statement }: CommonTable): Change | undefined {
  return 'kind' in statement && (statement.kind === 'insert' || statement.kind === 'update' || statement.kind === 'delete') ? statement : undefined;
}

/** `WITH kept AS (INSERT .. ON CONFLICT ..) DELETE ..` of one table: what nobody asks for comes after the outer statement, which does not see the new rows. */
function fillsUp(table: CommonTable, statement: DataStatement): boolean {
  const change = changeOf(table);
  if (statement.kind !== 'delete' || change?.kind !== 'insert' || change.with.length > 0 || change.target.relation !== statement.target.relation) return false;
  return !someNode(statement, (node) => node.kind === 'common-table' && 'common' in node && node.common === table.source);
}

/** `DELETE .. USING .. RETURNING *` also gives the columns of the joined tables: those that nobody asks for are left out. */
function withoutUnasked(table: CommonTable, statement: DataStatement, p: Printing): CommonTable {
  const change = changeOf(table);
  if (!change || change.returning.every(({ expr }) => !readsOthers(expr, change, p))) return table;
  const asked = columnsAsked(table.source, statement);
  const places = change.returning.flatMap(({ expr }, i) => (readsOthers(expr, change, p) && !asked.has(table.columns[i]?.name ?? '') ? [] : [i]));
  const only = <T>(items: readonly T[]): readonly T[] => items.filter((_, i) => places.includes(i));
  return { ...table, columns: only(table.columns), statement: { ...change, returning: only(change.returning) } };
}

function columnsAsked(common: number, statement: DataStatement): ReadonlySet<string> {
  const sources = new Set<number>();
  someNode(statement, (node) => {
    if (node.kind === 'common-table' && 'common' in node && node.common === common && 'source' in node) sources.add(node.source as number);
    return false;
  });
  const asked = new Set<string>();
  walkTree(statement, { expression: (node) => void (node.kind === 'column' && sources.has(node.source) && asked.add(node.name)) });
  return asked;
}

function readsOthers(expr: Expr, change: Change, p: Printing): boolean {
  const others = othersOf(change, p);
  let reads = false;
  walkTree(expr, { expression: (node) => void (reads ||= node.kind === 'column' && others.has(node.source)) });
  return reads;
}

/** The tables beside the one that is changed. */
function othersOf(change: Change, p: Printing): ReadonlySet<number> {
  return new Set(change.kind === 'insert' ? [] : sourcesOf(change.kind === 'update' ? change.from : change.using, p).keys());
}

/** A recursive entry needs its own name in sight: it stays a WITH inside of its helper's query. */
function queryOf(table: CommonTable): Query {
  const query = 'kind' in table.statement ? undefined : table.statement;
  if (!query) throw new Error(`WITH ${table.name} holds no query`);
  let recursive = false;
  walkTree(query, { query: ({ body }) => void (recursive ||= body.kind === 'select' && body.from.some((item) => item.kind === 'common-table' && item.common === table.source)) });
  if (!recursive) return query;
  const targets = table.columns.map(({ name, type }) => ({ name, expr: { kind: 'column' as const, source: COPY, name, type } }));
  const from = [{ kind: 'common-table' as const, source: COPY, common: table.source, name: table.name }];
  return { with: [table], recursive: true, orderBy: [], columns: table.columns, body: { kind: 'select', distinct: false, targets, from, groupBy: [], windows: [] } };
}

/** No analysed statement has this source. */
const COPY = -41;

function eachOnce(helper: string, key: string, p: Printing): readonly string[] {
  const column = quoteIdentifier(key);
  return assertAll([{ message: 'MERGE command cannot affect row a second time', sql: `(SELECT count(${column}) = count(DISTINCT ${column}) FROM ${quoteIdentifier(helper)})` }], p.dialect.limits.columns);
}

interface Printed {
  /** There is a table with the rows that RETURNING gives. */
  readonly kept: boolean;
  readonly sql: readonly string[];
}

function printChange(change: Change, helper: string, columns: readonly string[], p: Printing, print: PrintOne): Printed {
  if (change.returning.length === 0) return { kept: false, sql: print(change, p) };
  if (isView(change.target.relation, p.catalog)) refuse(p, 'RETURNING of a view in WITH has no rendering', 'Change the table itself.', undefined);
  if (!returnsOwnColumns(change, p)) return { kept: true, sql: [keep(helper, `SELECT ${columns.map((name) => `NULL AS ${quoteIdentifier(name)}`).join(', ')}`)] };
  const targets = change.returning.map((target, i): Target => ({ ...target, name: columns[i] ?? target.name }));
  if (change.kind === 'delete') return { kept: true, sql: [keep(helper, deletedRows(change, targets, p)), ...print(change, p)] };
  return { kept: true, sql: changedRows(change, helper, targets, p, print) };
}

/** The rows that a DELETE is about to remove. */
function deletedRows(statement: Delete, targets: readonly Target[], p: Printing): string {
  const { target, using, where } = statement;
  const source = tableSource(target.relation, target.alias, p.catalog);
  const own = p.within({ sources: new Map([[target.source, source]]) });
  const inner = p.within({ ...(own.scope && { parent: own.scope }), sources: sourcesOf(using, p) });
  const condition = where && (using.length === 0 ? own : inner).print(where).text;
  const chosen = using.length === 0 ? condition : `EXISTS (SELECT 1 FROM ${printFrom(using, inner)}${condition === undefined ? '' : ` WHERE ${condition}`})`;
  return selectOwn(targets, target, own) + (chosen === undefined ? '' : ` WHERE ${chosen}`);
}

/** RETURNING of a joined table's columns would need the join once more, after the rows have changed. */
function returnsOwnColumns(change: Change, p: Printing): boolean {
  const others = othersOf(change, p);
  let own = true;
  for (const { expr } of change.returning) {
    walkTree(expr, {
      expression: (node) => {
        if (node.kind !== 'column' || !others.has(node.source)) return;
        own = false;
        refuse(p, `RETURNING ${node.name} reads a table that is not the one being changed`, 'Return the columns of the changed table, and join the other one in the statement after.', node.at);
      },
    });
  }
  return own;
}

/** What a statement changes: its target, and for DELETE the tables whose foreign keys hand it on. */
function changedBy(change: Change, catalog: Catalog): ReadonlySet<ObjectId> {
  const found = new Set([change.target.relation]);
  if (change.kind !== 'delete') return found;
  for (const id of found) {
    for (const { table, key } of referencesTo(catalog, id)) if (key.onDelete !== 'no action' && key.onDelete !== 'restrict') found.add(table.id);
  }
  return found;
}

function requireUnchanged(statement: DataStatement | Query, changed: ReadonlySet<ObjectId>, p: Printing): void {
  const read = [...readRelations(statement, p.catalog)].find((relation) => changed.has(relation));
  if (read === undefined) return;
  refuse(p, `a part of this statement reads "${p.catalog.objects.get(read)?.name}", which WITH changes: in Postgres it would see the rows as they were before`, 'Write the parts as statements of their own, in the order that is meant.', undefined);
}

/** The tables whose rows a statement reads, through views too. An INSERT only looks at its target for ON CONFLICT .. DO UPDATE. */
function readRelations(statement: DataStatement | Query, catalog: Catalog): ReadonlySet<ObjectId> {
  const plain = 'kind' in statement && statement.kind === 'insert';
  const named = plain ? [...(statement.rows === 'default values' ? [] : relationsOf(statement.rows)), ...(statement.onConflict?.action === 'update' ? [statement.target.relation] : [])] : relationsOf(statement);
  const found = new Set(named);
  for (const id of found) {
    const object = catalog.objects.get(id);
    if (object?.kind === 'view') for (const inner of relationsOf(object.query)) found.add(inner);
  }
  return found;
}

function refuse(p: Printing, message: string, help: string, at: number | undefined): void {
  p.report({ code: 'unsupported-statement', message, help, ...(at !== undefined && { at }) });
}
