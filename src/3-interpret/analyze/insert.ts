import type { InsertStmt, Node, SelectStmt } from '@pgsql/types';
import type { Expr } from '../../model/expression.js';
import type { Insert, Query } from '../../model/query.js';
import { withUniqueNames } from '../../model/unique-columns.js';
import { analyzeAssigned, assign, type TargetColumn } from './assign.js';
import { convertColumns } from './convert-columns.js';
import { dataTarget, targetColumn, type DataTarget } from './data-target.js';
import { withViewDefaults, type Rows } from './omitted-columns.js';
import { analyzeOnConflict } from './on-conflict.js';
import { refuse } from './refuse.js';
import { analyzeReturning } from './returning.js';
import { newSource, type Scope } from './scope.js';
import { starColumns, type StarColumn } from './star.js';
import { requireWritable } from './view-target.js';
import { analyzeWith } from './with.js';

/** How the grammar calls them. */
export const OVERRIDING: Readonly<Record<string, Insert['overriding']>> = { OVERRIDING_USER_VALUE: 'user', OVERRIDING_SYSTEM_VALUE: 'system' };

/** `INSERT INTO t (a, b) VALUES .. | SELECT .. | DEFAULT VALUES ON CONFLICT .. RETURNING ..` (transformInsertStmt). */
export function analyzeInsert(node: InsertStmt, outer: Scope): Insert {
  const { scope, ...clause } = analyzeWith(node.withClause, outer);
  const target = dataTarget(node.relation, ['insert'], scope);
  const overriding = OVERRIDING[node.override ?? ''];
  const columns = insertColumns(node, target, scope);
  const inner: Scope = { ...scope, items: [], place: 'insert' };
  const written = insertRows(node.selectStmt, columns, inner);
  const kept = written && overriding === 'user' ? withoutIdentity(written, scope) : written;
  const source = withViewDefaults(kept, target, scope);
  if (source) requireWritable(source.columns, 'insert into', scope);
  if (source) rejectGenerated(source.rows, source.columns, overriding, scope);
  const updates = node.onConflictClause?.action === 'ONCONFLICT_UPDATE';
  return {
    kind: 'insert', with: clause.with, recursive: clause.recursive, target: target.target,
    columns: source?.columns.map((column) => column.id) ?? [],
    rows: source?.rows ?? 'default values',
    ...analyzeReturning(node.returningClause, target, updates ? 'updated' : 'inserted', { ...scope, items: [target.item] }),
    ...(overriding && { overriding }),
    ...(target.tests.length > 0 && { tests: target.tests }),
    ...(node.onConflictClause && { onConflict: analyzeOnConflict(node.onConflictClause, target, scope) }),
  };
}

/** The columns that a list names, or all. */
export function insertColumns(node: Pick<InsertStmt, 'cols'>, target: DataTarget, scope: Scope): { readonly all: readonly TargetColumn[]; readonly listed: boolean } {
  if (!node.cols?.length) return { all: target.columns, listed: false };
  const columns: TargetColumn[] = [];
  for (const entry of node.cols) {
    if (!('ResTarget' in entry)) continue;
    const column = targetColumn(entry.ResTarget, target, scope);
    if (columns.includes(column)) refuse(scope, 'duplicate-column', `column "${column.name}" specified more than once`, { at: entry.ResTarget.location, length: column.name.length });
    columns.push(column);
  }
  return { all: columns, listed: true };
}

function insertRows(node: Node | undefined, columns: { readonly all: readonly TargetColumn[]; readonly listed: boolean }, scope: Scope): Rows | undefined {
  if (!node) return undefined;
  if (!('SelectStmt' in node)) throw new Error('the grammar gives INSERT a query');
  const select = node.SelectStmt;
  const plainValues = select.valuesLists && !select.withClause && !select.sortClause && !select.limitCount && !select.limitOffset;
  return plainValues ? valuesForColumns(select, columns, scope) : queryForColumns(select, columns, scope);
}

/** Each value goes to its column directly, so DEFAULT may be written and untyped literals take the column's type. */
function valuesForColumns(select: SelectStmt, columns: { readonly all: readonly TargetColumn[]; readonly listed: boolean }, scope: Scope): Rows {
  const inner: Scope = { ...scope, place: 'values' };
  const lists = (select.valuesLists ?? []).map((list) => ('List' in list ? (list.List.items ?? []).flatMap((item): readonly (Node | StarColumn)[] => starColumns(item, inner) ?? [item]) : []));
  const width = lists[0]?.length ?? 0;
  const used = fitting(columns, width, scope, locationOf(lists[0]?.at(columns.all.length)));
  const rows = lists.map((items) => {
    if (items.length !== width) refuse(scope, 'type-mismatch', 'VALUES lists must all be the same length', { at: locationOf(items[0]) });
    return items.map((item, i) => {
      const column = used[i];
      if (!column) throw new Error('every value has its column');
      return 'expr' in item ? assign(item.expr, column, inner) : analyzeAssigned(item, column, inner);
    });
  });
  const outputs = used.map((column, i) => ({ name: `column${i + 1}`, type: column.type }));
  return { columns: used, rows: { with: [], recursive: false, body: { kind: 'values', rows }, orderBy: [], columns: outputs } };
}

function locationOf(node: Node | StarColumn | undefined): number | undefined {
  if (node && 'expr' in node) return node.expr.at;
  for (const tag in node) return (node[tag as keyof Node] as { readonly location?: number }).location;
  return undefined;
}

function queryForColumns(select: SelectStmt, columns: { readonly all: readonly TargetColumn[]; readonly listed: boolean }, scope: Scope): Rows {
  const query = scope.analyze.query(select, scope, 'keep');
  const used = fitting(columns, query.columns.length, scope, undefined);
  const types = used.map((column) => column.type);
  const convert = (expr: Expr, i: number): Expr => {
    const column = used[i];
    return column ? assign(expr, column, scope) : expr;
  };
  if (isPlain(query)) return { columns: used, rows: convertColumns(query, types, (expr, _type, i) => convert(expr, i)) };
  return { columns: used, rows: wrapped(query, convert, used, scope) };
}

/** Converting the outputs of DISTINCT or a set operation in place would change which rows are equal. */
function isPlain({ body }: Query): boolean {
  return body.kind === 'values' || (body.kind === 'select' && body.distinct === false);
}

/** `INSERT INTO t SELECT q.a::.. FROM (query) q`, where a conversion is needed at all. */
function wrapped(query: Query, convert: (expr: Expr, position: number) => Expr, used: readonly TargetColumn[], scope: Scope): Query {
  const source = newSource(scope);
  const columns = withUniqueNames(query.columns);
  const outputs: readonly Expr[] = columns.map((column) => ({ kind: 'column', source, type: column.type, name: column.name }));
  const converted = outputs.map(convert);
  if (converted.every((expr, i) => expr === outputs[i])) return query;
  const targets = converted.map((expr, i) => ({ expr, name: used[i]?.name ?? '' }));
  const from = [{ kind: 'derived' as const, source, query, alias: 'source_rows', columns, lateral: false }];
  return {
    with: [], recursive: false, orderBy: [], columns: targets.map(({ expr, name }) => ({ name, type: expr.type })),
    body: { kind: 'select', distinct: false, targets, from, groupBy: [], windows: [] },
  };
}

function fitting(columns: { readonly all: readonly TargetColumn[]; readonly listed: boolean }, width: number, scope: Scope, location: number | undefined): readonly TargetColumn[] {
  if (width > columns.all.length) refuse(scope, 'type-mismatch', 'INSERT has more expressions than target columns', { at: location });
  if (columns.listed && width < columns.all.length) refuse(scope, 'type-mismatch', 'INSERT has more target columns than expressions', { at: location });
  return columns.all.slice(0, width);
}

/** OVERRIDING USER VALUE: what is written for an identity column is passed over, and it takes its number (rewriteTargetListIU). */
function withoutIdentity({ columns, rows }: Rows, scope: Scope): Rows {
  const kept = <T>(items: readonly T[]): readonly T[] => items.filter((_, i) => !columns[i]?.identity);
  if (kept(columns).length === columns.length) return { columns, rows };
  const { body } = rows;
  if (body.kind === 'set-operation' || (body.kind === 'select' && body.distinct !== false)) return refuse(scope, 'unsupported-expression', 'OVERRIDING USER VALUE with DISTINCT, UNION and the like is not supported', { help: 'Leave the identity column out of the list, and its values out of the query.' });
  const inner = body.kind === 'values' ? { ...body, rows: body.rows.map(kept) } : { ...body, targets: kept(body.targets) };
  return { columns: kept(columns), rows: { ...rows, columns: kept(rows.columns), body: inner } };
}

/** Generated columns take only DEFAULT; so do GENERATED ALWAYS AS IDENTITY columns without OVERRIDING. */
export function rejectGenerated(rows: Query, columns: readonly TargetColumn[], overriding: Insert['overriding'], scope: Scope): void {
  for (const [i, column] of columns.entries()) {
    const always = column.identity?.mode === 'always' && !overriding;
    if (!column.generated && !always) continue;
    const values = rows.body.kind === 'values' ? rows.body.rows.flatMap((row) => row[i] ?? []) : undefined;
    if (values?.every((value) => value.kind === 'default')) continue;
    const at = values?.find((value) => value.kind !== 'default')?.at;
    const { below = column.name } = column;
    const help = column.generated ? `Column "${below}" is a generated column.` : `Column "${below}" is an identity column defined as GENERATED ALWAYS. Use OVERRIDING SYSTEM VALUE to override.`;
    refuse(scope, 'invalid-expression', `cannot insert a non-DEFAULT value into column "${below}"`, { at, help });
  }
}
