import { BOOL, INT8 } from '../../../model/base-types.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr, SourceId } from '../../../model/expression.js';
import type { CommonTable, FromItem, Query } from '../../../model/query.js';
import { walkTree } from '../../../model/walk.js';
import { and } from '../condition.js';
import { queryOf } from '../inserted-row.js';

/** What a loop carries from one round to the next: its value before the first round, and after a round, over the columns before it. */
export interface Carried {
  readonly name: string;
  readonly type: DataType;
  readonly first: Expr;
  readonly next: Expr;
}

/** A loop as a recursive query: one row a round. */
export interface LoopRows {
  /** The number of the WITH entry, and of the FROM item that stands for the round before. */
  readonly common: SourceId;
  readonly before: SourceId;
  readonly carried: readonly Carried[];
  /** What must hold before a round. */
  readonly condition: Expr;
  /** FOR over a query: its rows, one a round. */
  readonly rows?: { readonly common: CommonTable; readonly item: FromItem; readonly number: Expr };
  nextSource(): SourceId;
}

export const ROUND = '_round';
const WHOLE = { kind: 'literal', type: INT8 } as const;

/** A column of the round before. */
export function carriedColumn(before: SourceId, name: string, type: DataType): Expr {
  return { kind: 'column', source: before, name, type };
}

/** What one of the carried values is after the last round. */
export function lastValue(loop: LoopRows, name: string, type: DataType): Expr {
  const kept = keptFor(loop, [name]);
  const source = loop.nextSource();
  const round: Expr = { kind: 'column', source, name: ROUND, type: INT8 };
  const from: FromItem = { kind: 'common-table', source, common: loop.common, name: nameOf(loop) };
  const query: Query = {
    ...queryOf([{ name, expr: name === ROUND ? round : { kind: 'column', source, name, type } }], { from: [from] }),
    ...entriesOf(loop, kept),
    orderBy: [{ expr: round, descending: true, nulls: 'first' }],
    limit: { ...WHOLE, value: '1' },
  };
  return { kind: 'subquery', form: 'scalar', query, type };
}

/** The rounds themselves, with what is carried into each: its columns are those of the round before. */
export function eachRound(loop: LoopRows, names: readonly string[]): Query {
  const kept = keptFor(loop, names);
  const from: FromItem = { kind: 'common-table', source: loop.before, common: loop.common, name: nameOf(loop) };
  return {
    ...queryOf(kept.map(({ name, type }) => ({ name, expr: carriedColumn(loop.before, name, type) })), { from: [from], where: loop.condition }),
    ...entriesOf(loop, kept),
    orderBy: [{ expr: carriedColumn(loop.before, ROUND, INT8), descending: false, nulls: 'last' }],
  };
}

/** How many rounds there were. */
export function roundsOf(loop: LoopRows): Expr {
  return lastValue(loop, ROUND, INT8);
}

export function nameOf({ common }: LoopRows): string {
  return `loop_${common}`;
}

/** The carried values with which the others are worked out that are asked for. */
export function keptFor(loop: LoopRows, names: readonly string[]): readonly Carried[] {
  const needed = new Set(names.flatMap((name) => [...neededFor(loop, name)]));
  return loop.carried.filter(({ name }) => needed.has(name));
}

/** WITH RECURSIVE */
export function entriesOf(loop: LoopRows, kept: readonly Carried[]): Pick<Query, 'with' | 'recursive'> {
  return { with: [...(loop.rows ? [loop.rows.common] : []), entryOf(loop, kept)], recursive: true };
}

/** The carried values that decide about a value and about the end of the loop. */
function neededFor({ carried, condition, before }: LoopRows, name: string): ReadonlySet<string> {
  const needed = new Set<string>();
  const pending = [name, ...mentioned(condition, before)];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (needed.has(next)) continue;
    needed.add(next);
    const value = carried.find((each) => each.name === next);
    if (value) pending.push(...mentioned(value.next, before));
  }
  return needed;
}

function mentioned(expr: Expr, source: SourceId): readonly string[] {
  const names: string[] = [];
  walkTree(expr, { expression: (node) => void (node.kind === 'column' && node.source === source && names.push(node.name)) });
  return names;
}

/** `SELECT 0, .. UNION ALL SELECT _round + 1, .. FROM loop WHERE condition` */
function entryOf(loop: LoopRows, kept: readonly Carried[]): CommonTable {
  const round = carriedColumn(loop.before, ROUND, INT8);
  const after: Expr = { kind: 'operator', name: '+', left: round, right: { ...WHOLE, value: '1' }, type: INT8 };
  const before: FromItem = { kind: 'common-table', source: loop.before, common: loop.common, name: nameOf(loop) };
  const first = queryOf([{ name: ROUND, expr: { ...WHOLE, value: '0' } }, ...kept.map(({ name, first: expr }) => ({ name, expr }))]);
  const fits: Expr | undefined = loop.rows && { kind: 'operator', name: '=', left: loop.rows.number, right: after, type: BOOL };
  const from: FromItem = loop.rows && fits ? { kind: 'join', type: 'inner', left: before, right: loop.rows.item, on: fits } : before;
  const next = queryOf([{ name: ROUND, expr: after }, ...kept.map(({ name, next: expr }) => ({ name, expr }))], { from: [from], where: and(loop.condition) });
  const statement: Query = { ...queryOf([]), columns: first.columns, body: { kind: 'set-operation', op: 'union', all: true, left: first, right: next } };
  return { name: nameOf(loop), source: loop.common, columns: first.columns, statement };
}
