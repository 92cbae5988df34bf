import type { JoinExpr, Node } from '@pgsql/types';
import { BOOL } from '../../model/base-types.js';
import type { Expr } from '../../model/expression.js';
import type { Join } from '../../model/query.js';
import { analyzeCondition } from './boolean.js';
import { nameParts, referenceTo } from './column-reference.js';
import { coerceToCommon, commonType } from './common-type.js';
import { aliasNames, checkNames, renamed, type FromPart } from './from-names.js';
import { makeOperator } from './operator.js';
import { refuse } from './refuse.js';
import { newSource, type Scope, type ScopeColumn, type ScopeItem } from './scope.js';

type AnalyzeItem = (node: Node, scope: Scope, left: readonly ScopeItem[]) => FromPart;

const TYPES: Readonly<Record<string, Join['type']>> = { JOIN_INNER: 'inner', JOIN_LEFT: 'left', JOIN_RIGHT: 'right', JOIN_FULL: 'full' };

/** `a JOIN b ON ..`, `USING (..)`, `NATURAL JOIN`, `CROSS JOIN` (transformFromClauseItem for JoinExpr). */
export function analyzeJoin(node: JoinExpr, scope: Scope, before: readonly ScopeItem[], analyzeItem: AnalyzeItem): FromPart {
  if (!node.larg || !node.rarg) throw new Error('the grammar gives a join two sides');
  const type = TYPES[node.jointype ?? 'JOIN_INNER'] ?? 'inner';
  const left = analyzeItem(node.larg, scope, before);
  const reachable = type === 'inner' || type === 'left';
  const right = analyzeItem(node.rarg, scope, [...before, ...left.items.map((item) => (reachable ? item : { ...item, lateralOnly: true, lateralOk: false }))]);
  checkNames(left.items, right.items, scope);
  const items = [...left.items, ...right.items];
  const sides = { kind: 'join', left: left.from, right: right.from } as const;
  const using = node.isNatural ? sharedNames(left.items, right.items, scope) : nameParts(node.usingClause);
  if (using.length > 0) return mergedJoin(node, type, left, right, using, scope);
  const on = node.quals && analyzeCondition(node.quals, { ...scope, place: 'join condition', items }, 'JOIN/ON');
  const from: Join = { ...sides, type: type === 'inner' && !on ? 'cross' : type, ...(on && { on }) };
  if (node.alias) return { from, items: hidden(items, aliased(node, items.flatMap((item) => visibleColumns(item, scope)), scope)) };
  return { from, items };
}

function visibleColumns(item: ScopeItem, scope: Scope): readonly ScopeColumn[] {
  if (!item.columnsVisible) return [];
  return item.columns.map((column) => ({ ...column, expr: referenceTo(item, column, scope) }));
}

function sharedNames(left: readonly ScopeItem[], right: readonly ScopeItem[], scope: Scope): readonly string[] {
  const names = new Set(right.flatMap((item) => visibleColumns(item, scope)).map((column) => column.name));
  return [...new Set(left.flatMap((item) => visibleColumns(item, scope)).map((column) => column.name))].filter((name) => names.has(name));
}

/** Each shared column appears once, in front; unqualified names mean the merged one. */
function mergedJoin(node: JoinExpr, type: Join['type'], left: FromPart, right: FromPart, using: readonly string[], scope: Scope): FromPart {
  const columns = { left: left.items.flatMap((item) => visibleColumns(item, scope)), right: right.items.flatMap((item) => visibleColumns(item, scope)) };
  const pairs = using.map((name) => ({ name, left: onlyColumn(columns.left, name, 'left', scope), right: onlyColumn(columns.right, name, 'right', scope) }));
  const tests = pairs.map((pair) => makeOperator('=', pair.left, pair.right, scope));
  const [test] = tests;
  const on: Expr | undefined = tests.length > 1 ? { kind: 'logical', type: BOOL, op: 'and', args: tests } : test;
  const merged = pairs.map((pair) => mergedColumn(pair, type, scope));
  const rest = [...columns.left, ...columns.right].filter((column) => !using.includes(column.name));
  const from: Join = { kind: 'join', type, left: left.from, right: right.from, using, ...(on && { on }) };
  const item = aliased(node, [...merged, ...rest], scope);
  const usingAlias = node.join_using_alias?.aliasname;
  const extra: readonly ScopeItem[] = usingAlias === undefined ? [] : [{ source: newSource(scope), name: usingAlias, columns: merged, tableVisible: true, columnsVisible: false }];
  return { from, items: [...hidden([...left.items, ...right.items], item), ...extra] };
}

function onlyColumn(columns: readonly ScopeColumn[], name: string, side: string, scope: Scope): Expr {
  const found = columns.filter((column) => column.name === name);
  const [column] = found;
  if (!column?.expr) return refuse(scope, 'unknown-column', `column "${name}" specified in USING clause does not exist in ${side} table`);
  if (found.length > 1) refuse(scope, 'ambiguous-column', `common column name "${name}" appears more than once in ${side} table`);
  return column.expr;
}

/** buildMergedJoinVar(): the side that cannot be null-extended, or COALESCE of both for FULL JOIN. */
function mergedColumn(pair: { readonly name: string; readonly left: Expr; readonly right: Expr }, type: Join['type'], scope: Scope): ScopeColumn {
  const common = commonType([pair.left, pair.right], 'JOIN/USING', scope);
  const left = coerceToCommon(pair.left, common, 'JOIN/USING', scope);
  const right = coerceToCommon(pair.right, common, 'JOIN/USING', scope);
  const plain = left.kind === 'column' || right.kind !== 'column' ? left : right;
  const expr: Expr = type === 'full' ? { kind: 'conditional', op: 'coalesce', type: common, args: [left, right] } : type === 'right' ? right : type === 'left' ? left : plain;
  return { name: pair.name, type: common, expr };
}

/** The join as one item: its columns are what unqualified names and `*` mean. */
function aliased(node: JoinExpr, columns: readonly ScopeColumn[], scope: Scope): ScopeItem {
  const alias = node.alias?.aliasname;
  const named = renamed(columns, aliasNames(node.alias), alias ?? 'unnamed_join', scope);
  return { source: newSource(scope), columns: named, tableVisible: alias !== undefined, columnsVisible: true, ...(alias !== undefined && { name: alias }) };
}

/** The joined tables stay reachable by `table.column`, unless the join has an alias. */
function hidden(items: readonly ScopeItem[], join: ScopeItem): readonly ScopeItem[] {
  return [...items.map((item) => ({ ...item, columnsVisible: false, tableVisible: item.tableVisible && join.name === undefined })), join];
}
