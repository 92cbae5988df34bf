import type { CommonTableExpr, Node, SelectStmt, WithClause } from '@pgsql/types';
import { TEXT } from '../../model/base-types.js';
import type { CommonTable, DataStatement, OutputColumn, Query } from '../../model/query.js';
import { withUniqueNames } from '../../model/unique-columns.js';
import { someNode } from '../../model/walk.js';
import { nameParts } from './column-reference.js';
import { refuse } from './refuse.js';
import { spreadRows } from './row-columns.js';
import { requireNoRule } from './rules.js';
import { withSearchAndCycle } from './search-cycle.js';
import { newSource, type CommonScope, type Scope } from './scope.js';
import { modifiersOf, typeKey } from './type-key.js';
import { typeText } from './type-text.js';

export interface WithPart {
  readonly with: readonly CommonTable[];
  readonly recursive: boolean;
  readonly scope: Scope;
}

/** `WITH [RECURSIVE] name (columns) AS (..)`; each entry sees those before it (transformWithClause). */
export function analyzeWith(node: WithClause | undefined, scope: Scope): WithPart {
  const tables: CommonTable[] = [];
  let inner = scope;
  for (const entry of node?.ctes ?? []) {
    if (!('CommonTableExpr' in entry)) continue;
    const name = entry.CommonTableExpr.ctename ?? '';
    if (tables.some((table) => table.name === name)) refuse(scope, 'ambiguous-column', `WITH query name "${name}" specified more than once`, { at: entry.CommonTableExpr.location });
    const table = analyzeCommonTable(entry.CommonTableExpr, node?.recursive ?? false, inner);
    const spread = 'kind' in table.statement ? undefined : spreadRows(table.statement);
    const columns = withUniqueNames(table.columns);
    tables.push(spread ? { ...table, statement: spread.query, columns: spread.columns(columns) } : { ...table, columns });
    inner = { ...inner, commons: [{ ...table, ...(spread && { rows: { written: table.columns, inScope: spread.inScope } }) }, ...inner.commons] };
  }
  return { with: tables, recursive: node?.recursive ?? false, scope: inner };
}

function analyzeCommonTable(node: CommonTableExpr, recursive: boolean, scope: Scope): CommonTable {
  const name = node.ctename ?? '';
  const source = newSource(scope);
  const names = nameParts(node.aliascolnames);
  const query = node.ctequery;
  if (!query) throw new Error('the grammar gives WITH its query');
  const statement = analyzeBody(query, { name, source, names, recursive }, node, scope);
  const columns = named(outputsOf(statement), names, name, scope, node.location);
  const materialized = node.ctematerialized === 'CTEMaterializeAlways' ? true : node.ctematerialized === 'CTEMaterializeNever' ? false : undefined;
  return { name, source, columns, statement, ...(materialized !== undefined && { materialized }) };
}

interface Entry {
  readonly name: string;
  readonly source: number;
  readonly names: readonly string[];
  readonly recursive: boolean;
}

function analyzeBody(query: Node, entry: Entry, node: CommonTableExpr, scope: Scope): Query | DataStatement {
  if (!('SelectStmt' in query)) {
    const statement = scope.analyze.statement(query, { ...scope, items: [] });
    if (statement) requireNoRule(statement, scope, 'with');
    return statement ?? refuse(scope, 'unsupported-statement', 'MergeStmt' in query ? 'MERGE in WITH is not supported' : `${Object.keys(query)[0] ?? 'this statement'} in WITH is not supported`, { at: node.location, ...('MergeStmt' in query && { help: 'Write the MERGE as a statement of its own, and read the rows with a SELECT after it.' }) });
  }
  const select = query.SelectStmt;
  const outer = { ...scope, items: scope.items };
  const asksWay = node.search_clause !== undefined || node.cycle_clause !== undefined;
  if (asksWay && !entry.recursive) refuse(scope, 'invalid-expression', 'WITH query is not recursive', { at: node.location });
  if (!entry.recursive || ((!select.larg || select.op === 'SETOP_NONE') && !asksWay)) return scope.analyze.query(select, outer, 'text');
  // The non-recursive arm alone determines the columns.
  const first = scope.analyze.query(select.larg ?? select, outer, 'text');
  const columns = named(first.columns.map((column) => ({ ...column, type: typeKey(column.type) === 'unknown' ? TEXT : column.type })), entry.names, entry.name, scope, node.location);
  const self: CommonScope = { name: entry.name, source: entry.source, columns };
  const whole = scope.analyze.query(select, { ...outer, commons: [self, ...outer.commons] }, 'text');
  checkRecursion(whole, columns, entry, node, scope);
  if (readsItself(whole, entry.source)) checkClauses(select, scope);
  return asksWay ? withSearchAndCycle(whole, node, entry, scope) : whole;
}

function readsItself(query: Query, source: number): boolean {
  return someNode(query, (node) => node.kind === 'common-table' && 'common' in node && node.common === source);
}

/** They would ask for rows that are not all known yet (checkWellFormedRecursion). */
function checkClauses({ sortClause, limitOffset, limitCount, lockingClause }: SelectStmt, scope: Scope): void {
  const asked = ([['ORDER BY', sortClause?.length], ['OFFSET', limitOffset], ['LIMIT', limitCount], ['FOR UPDATE/SHARE', lockingClause?.length]] as const).find(([, clause]) => clause);
  if (asked) refuse(scope, 'invalid-expression', `${asked[0]} in a recursive query is not implemented`, { help: 'Write it in the query that reads the WITH entry.' });
}

/** Postgres does not widen the recursive columns afterwards; it refuses. */
function checkRecursion(query: Query, columns: readonly OutputColumn[], entry: Entry, node: CommonTableExpr, scope: Scope): void {
  for (const [i, column] of columns.entries()) {
    const overall = query.columns[i]?.type ?? column.type;
    if (typeKey(overall) === typeKey(column.type) && modifiersOf(overall).join() === modifiersOf(column.type).join()) continue;
    const types = `${typeText(column.type, scope.catalog)} in non-recursive term but type ${typeText(overall, scope.catalog)} overall`;
    refuse(scope, 'type-mismatch', `recursive query "${entry.name}" column ${i + 1} has type ${types}`, { at: node.location, help: 'Cast the output of the non-recursive term to the correct type.' });
  }
}

function outputsOf(statement: Query | DataStatement): readonly OutputColumn[] {
  if (!('kind' in statement)) return statement.columns;
  if (statement.kind === 'select-statement') return statement.query.columns;
  return statement.kind === 'truncate' ? [] : statement.returning.map((target) => ({ name: target.name, type: target.expr.type }));
}

function named(columns: readonly OutputColumn[], names: readonly string[], table: string, scope: Scope, location: number | undefined): readonly OutputColumn[] {
  if (names.length > columns.length) refuse(scope, 'invalid-expression', `WITH query "${table}" has ${columns.length} columns available but ${names.length} columns specified`, { at: location });
  return columns.map((column, i) => ({ ...column, name: names[i] ?? column.name }));
}
