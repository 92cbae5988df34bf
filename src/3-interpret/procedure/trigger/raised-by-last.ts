import type { Table } from '../../../model/catalog.js';
import type { ColumnRef, Expr, SourceId } from '../../../model/expression.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import type { DerivedTable, FromItem, Query, TableSource } from '../../../model/query.js';
import { NEW_ROW, OLD_ROW, type TriggerEvent } from '../../../model/trigger-program.js';
import { mapExpression, someNode, type TreeNode } from '../../../model/walk.js';
import { withoutPlaces } from '../condition.js';
import { rowsAsked } from './asked-rows.js';
import { isTied, tiedTo, tiesIn } from './key-ties.js';
import { sourcesIn, staysTrue } from './reads-for-good.js';
import { isRow } from './rows-taken.js';

/**
 * Whether a condition over the trigger's own table that is true of some row once all rows of the statement are there is true of one of them when it comes: of the last
 * with the same key, where nothing else is asked of the row and only rows of that key are looked at; of the later one of two, where it is the same for both; or where rows
 * that are still to come can only make it false.
 */
export function isRaisedByLast(guard: Expr, table: Table, event: TriggerEvent): boolean {
  const own = sourcesIn(guard, table);
  const rows = rowSources(guard);
  const isOfRow = (node: TreeNode): boolean => node.kind === 'column' && rows.has((node as ColumnRef).source);
  if (event !== 'update' && partsOf(guard).every((part) => sourcesIn(part, table).length === 0 || staysTrue(part, event === 'insert' ? 'delete' : 'insert'))) return true;
  const ties = tiesIn([guard]);
  const asked = new Set(namesOf(guard, isOfRow));
  if (event === 'update') return own.every(({ source }) => asked.size > 0 && [...asked].every((name) => isTied(source, name, ties, (other) => isOfBoth(name, other, guard, rows))));
  if (own.every(({ source }) => [...asked].every((name) => tiedTo(source, name, ties).has(name)))) return true;
  return event === 'insert' && own.length === 1 && isMutual(guard, own[0] as TableSource, isOfRow);
}

/** What is asked one beside the other, of the row that stands in a FROM of its own too. */
function partsOf(guard: Expr): readonly Expr[] {
  return conjunctsOf(guard).flatMap((part) => {
    const body = rowsAsked(part)?.body;
    const ofRow = body?.kind === 'select' && body.groupBy.length === 0 && !body.having && body.from.every((item) => item.kind === 'derived' && isRow(item));
    return ofRow && body.where ? partsOf(body.where) : [part];
  });
}

/** The row, and what stands for it in FROM: which of OLD and NEW it is. */
function rowSources(guard: Expr): ReadonlyMap<SourceId, SourceId> {
  const found = new Map<SourceId, SourceId>([[NEW_ROW, NEW_ROW], [OLD_ROW, OLD_ROW]]);
  for (const item of derivedIn(guard)) {
    const [first] = isRow(item) && item.query.body.kind === 'select' ? item.query.body.targets : [];
    if (first?.expr.kind === 'column') found.set(item.source, first.expr.source);
  }
  return found;
}

function derivedIn(guard: Expr): readonly DerivedTable[] {
  const found: DerivedTable[] = [];
  someNode(guard, (node) => (node.kind === 'derived' && found.push(node as DerivedTable), false));
  return found;
}

/** `FROM (SELECT parent FROM gone UNION SELECT parent FROM fresh) r JOIN t ON t.parent = r.parent`: rows that move have both of their keys asked. */
function isOfBoth(name: string, other: Expr, guard: Expr, rows: ReadonlyMap<SourceId, SourceId>): boolean {
  const keys = other.kind === 'column' ? derivedIn(guard).find(({ source }) => source === other.source) : undefined;
  const given = keys && other.kind === 'column' ? givenBy(keys.query, keys.columns.findIndex((column) => column.name === other.name), name, rows) : [];
  return given.includes(NEW_ROW) && given.includes(OLD_ROW) && !given.includes(undefined);
}

/** Of which row the arms of a query give a column; undefined for anything else. */
function givenBy({ body, limit, offset }: Query, at: number, name: string, rows: ReadonlyMap<SourceId, SourceId>): readonly (SourceId | undefined)[] {
  if (limit || offset) return [undefined];
  if (body.kind === 'set-operation') return body.op === 'union' ? [body.left, body.right].flatMap((arm) => givenBy(arm, at, name, rows)) : [undefined];
  const expr = body.kind === 'select' && !body.where && !body.having ? body.targets[at]?.expr : undefined;
  return [expr?.kind === 'column' && expr.name === name ? rows.get(expr.source) : undefined];
}

/** The columns of the row that are asked for, not those that only stand in what stands for it. */
function namesOf(guard: Expr, isOfRow: (node: TreeNode) => boolean): readonly string[] {
  const names: string[] = [];
  const inRow = new Set<unknown>();
  someNode(guard, (node) => {
    if (node.kind === 'derived' && isRow(node as DerivedTable)) someNode((node as DerivedTable).query, (inner) => (inRow.add(inner), false));
    else if (isOfRow(node) && !inRow.has(node)) names.push((node as ColumnRef).name);
    return false;
  });
  return names;
}

/** `EXISTS (SELECT FROM fresh f JOIN t o ON o.slot = f.slot AND o.id <> f.id)`: what one is to the other, the other is to the one. */
function isMutual(guard: Expr, own: TableSource, isOfRow: (node: TreeNode) => boolean): boolean {
  const body = rowsAsked(guard)?.body;
  if (body?.kind !== 'select' || body.groupBy.length > 0 || body.having || !body.from.every(isInner)) return false;
  const parts = [...conjunctsOf(body.where), ...body.from.flatMap(conditionsOf)];
  if (parts.some((part) => someNode(part, ({ kind }) => kind === 'subquery'))) return false;
  const here = (node: Expr): Expr => (isOfRow(node) ? ({ ...node, source: ROW } as ColumnRef) : node);
  const there = (node: Expr): Expr => (isOfRow(node) ? ({ ...node, source: own.source } as ColumnRef) : node.kind === 'column' && node.source === own.source ? { ...node, source: ROW } : node);
  const told = (replace: (node: Expr) => Expr): string => parts.map((part) => eitherWay(mapExpression(part, replace))).toSorted().join('\n');
  return told(here) === told(there);
}

/** No source of a statement. */
const ROW = -1;

const MIRRORED: ReadonlyMap<string, string> = new Map([['=', '='], ['<>', '<>'], ['&&', '&&'], ['<', '>'], ['<=', '>='], ['>', '<'], ['>=', '<=']]);

/** A condition as a text that is the same whichever side stands first. */
function eitherWay(part: Expr): string {
  if (part.kind === 'distinct') return JSON.stringify([part.negated, ...[part.left, part.right].map(text).toSorted()]);
  const mirrored = part.kind === 'operator' && part.left ? MIRRORED.get(part.name) : undefined;
  if (part.kind !== 'operator' || !part.left || mirrored === undefined) return text(part);
  return [[text(part.left), part.name, text(part.right)].join(' '), [text(part.right), mirrored, text(part.left)].join(' ')].toSorted()[0] as string;
}

/** Which column it is is told by source and name. */
function text(expr: Expr): string {
  return JSON.stringify(withoutPlaces(expr), (key, value: unknown) => (key === 'column' ? undefined : value));
}

function isInner(item: FromItem): boolean {
  return item.kind !== 'join' || ((item.type === 'inner' || item.type === 'cross') && isInner(item.left) && isInner(item.right));
}

function conditionsOf(item: FromItem): readonly Expr[] {
  return item.kind === 'join' ? [...conjunctsOf(item.on), ...conditionsOf(item.left), ...conditionsOf(item.right)] : [];
}
