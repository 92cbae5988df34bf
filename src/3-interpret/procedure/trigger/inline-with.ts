import type { CommonTable, CommonTableSource, DataStatement, DerivedTable, OutputColumn, Query } from '../../../model/query.js';
import { hasVolatileCall, mapNodes, someNode, type TreeNode } from '../../../model/walk.js';
import { queryOf } from '../inserted-row.js';
import type { BodyCounter } from '../body-scope.js';

/**
 * `WITH late AS (SELECT ..) DELETE .. USING late` as `DELETE .. USING (SELECT ..) AS late`: a statement in a trigger may not begin with WITH elsewhere.
 * It stays as it is where an entry changes rows, or is volatile and read more than once.
 */
export function withoutWith(statement: DataStatement, counter: BodyCounter): DataStatement {
  if (statement.kind === 'select-statement' || statement.kind === 'truncate') return statement;
  const rows = statement.kind === 'insert' && statement.rows !== 'default values' ? statement.rows : undefined;
  const entries = [...statement.with, ...(rows?.with ?? [])];
  if (entries.length === 0) return statement;
  const bare = { ...statement, with: [], ...(rows && { rows: { ...rows, with: [] } }) };
  return inlined(bare, entries, counter) ?? statement;
}

function inlined(bare: DataStatement, entries: readonly CommonTable[], counter: BodyCounter): DataStatement | undefined {
  const queries = new Map<number, InPlace>();
  for (const entry of entries) {
    const { statement: query } = entry;
    if ('kind' in query || (hasVolatileCall(query) && mentionsOf(entry, [bare, ...entries]) > 1)) return undefined;
    const own = inPlace(query, queries);
    queries.set(entry.source, { columns: entry.columns, query: isRecursive(entry) ? recursive({ ...entry, statement: own }, counter) : own });
  }
  return inPlace(bare, queries);
}

/** What stands where an entry is named. */
interface InPlace {
  readonly query: Query;
  readonly columns: readonly OutputColumn[];
}

function inPlace<T>(tree: T, queries: ReadonlyMap<number, InPlace>): T {
  return mapNodes(tree, (node) => {
    const entry = isCommon(node) ? queries.get(node.common) : undefined;
    return isCommon(node) && entry ? derived(node, entry) : node;
  });
}

function derived({ source, name, alias, columnAliases }: CommonTableSource, { query, columns }: InPlace): DerivedTable {
  const named = columns.map((column, i) => ({ ...column, name: columnAliases?.[i] ?? column.name }));
  return { kind: 'derived', source, query, columns: named, lateral: false, alias: alias ?? name };
}

/** An entry that reads itself needs its own name in sight: its WITH goes into the derived table. */
function recursive(entry: CommonTable, counter: BodyCounter): Query {
  const source = counter.nextSource++;
  const targets = entry.columns.map(({ name, type }) => ({ name, expr: { kind: 'column' as const, source, name, type } }));
  return { ...queryOf(targets, { from: [{ kind: 'common-table', source, common: entry.source, name: entry.name }] }), with: [entry], recursive: true };
}

function isCommon(node: TreeNode): node is CommonTableSource {
  return node.kind === 'common-table' && 'common' in node;
}

function isRecursive(entry: CommonTable): boolean {
  return someNode(entry.statement, (node) => isCommon(node) && node.common === entry.source);
}

function mentionsOf({ source }: CommonTable, trees: readonly unknown[]): number {
  let count = 0;
  for (const tree of trees) mapNodes(tree, (node) => {
    if (isCommon(node) && node.common === source) count++;
    return node;
  });
  return count;
}
