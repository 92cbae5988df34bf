import type { ColumnRef, Expr, SourceId } from '../../../model/expression.js';
import { conjunctsOf, hasAggregate } from '../../../model/guarded-statement.js';
import { withoutImplicitCasts } from '../../../model/implicit-casts.js';
import type { DataStatement, DerivedTable, FromItem, Query, Select } from '../../../model/query.js';
import { saySame } from '../../../model/same-tree.js';
import { NEW_ROW, OLD_ROW } from '../../../model/trigger-program.js';
import { someNode } from '../../../model/walk.js';

/** What columns of FROM items are equal to wherever their rows are read; of `x IN (SELECT ..)` and `x = ANY(..)`, which say one of what, the whole condition. */
export type Ties = ReadonlyMap<string, readonly Expr[]>;

/** The equations of WHERE and ON that hold for all rows of an item, those of subqueries included. */
export function tiesIn(trees: readonly (Expr | DataStatement)[]): Ties {
  const ties = new Map<string, Expr[]>();
  for (const tree of trees) {
    if (tree.kind === 'update' || tree.kind === 'delete') addAll(tree.where, tree.kind === 'update' ? tree.from : tree.using, ties);
    someNode(tree, (node) => {
      if (node.kind === 'select') addAll((node as Select).where, (node as Select).from, ties);
      return false;
    });
  }
  return ties;
}

/** The columns of the trigger's row that a column is equal to, by name; also where it is what a query gives whose rows have that: `id IN (SELECT f.id FROM fresh f)`. */
export function tiedTo(source: SourceId, name: string, ties: Ties): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const pending = [place(source, name)];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const tied of ties.get(next) ?? []) {
      const other = tied.kind === 'subquery' ? givenBy(tied.query) : tied;
      if (other?.kind !== 'column') continue;
      if (isRowColumn(other)) found.add(other.name);
      else pending.push(place(other.source, other.name));
    }
  }
  return found;
}

function givenBy({ body }: Query): Expr | undefined {
  const [only, ...others] = body.kind === 'select' ? body.targets : [];
  return only && others.length === 0 ? withoutImplicitCasts(only.expr) : undefined;
}

/** Whether `matches` holds for something that a column is equal to, or is one of. */
export function isTied(source: SourceId, name: string, ties: Ties, matches: (other: Expr) => boolean): boolean {
  return ties.get(place(source, name))?.some(matches) ?? false;
}

/** A column of OLD or NEW. */
export function isRowColumn(expr: Expr): boolean {
  return expr.kind === 'column' && (expr.source === NEW_ROW || expr.source === OLD_ROW);
}

function place(source: SourceId, name: string): string {
  return `${source}.${name}`;
}

function addAll(where: Expr | undefined, from: readonly FromItem[], ties: Map<string, Expr[]>): void {
  addParts(where, ties);
  for (const item of from) addJoin(item, ties);
}

/** ON holds for the rows of an outer join's other side only. */
function addJoin(item: FromItem, ties: Map<string, Expr[]>): void {
  if (item.kind === 'derived') return addOutputs(item, ties);
  if (item.kind !== 'join') return;
  const { type, left, right, on } = item;
  if (type === 'inner') addParts(on, ties);
  if (type === 'left') addParts(on, ties, sourcesOf(right));
  if (type === 'right') addParts(on, ties, sourcesOf(left));
  addJoin(left, ties);
  addJoin(right, ties);
}

/** Of a subquery's rows, those with a key are made of the rows with that key: where it is what is grouped by, too. */
function addOutputs({ source, columns, query: { body, limit, offset } }: DerivedTable, ties: Map<string, Expr[]>): void {
  if (body.kind !== 'select' || limit || offset || typeof body.distinct !== 'boolean' || body.windows.length > 0) return;
  const { targets, groupBy, groupingSets } = body;
  if (groupingSets || targets.some(({ expr }) => someNode(expr, (node) => node.kind === 'call' && 'over' in node && node.over !== undefined))) return;
  const whole = groupBy.length === 0 && targets.every(({ expr }) => !hasAggregate(expr));
  for (const [i, { name, type }] of columns.entries()) {
    const made = targets[i]?.expr;
    if (made?.kind !== 'column' || !(whole || groupBy.some((key) => saySame(key, made)))) continue;
    const output: ColumnRef = { kind: 'column', source, name, type };
    // Both ways: what the output is equal to its column is, and what the column is equal to the output is.
    add(ties, output, made);
    if (!isRowColumn(made)) add(ties, made, output);
  }
}

function sourcesOf(item: FromItem): ReadonlySet<SourceId> {
  return item.kind === 'join' ? new Set([...sourcesOf(item.left), ...sourcesOf(item.right)]) : new Set([item.source]);
}

function addParts(condition: Expr | undefined, ties: Map<string, Expr[]>, only?: ReadonlySet<SourceId>): void {
  for (const part of conjunctsOf(condition)) {
    for (const [side, other] of equationsIn(part)) {
      if (side.kind !== 'column' || isRowColumn(side) || (only && !only.has(side.source))) continue;
      add(ties, side, other);
    }
  }
}

function equationsIn(part: Expr): readonly (readonly [Expr, Expr])[] {
  if (!('name' in part) || part.name !== '=') return [];
  if ((part.kind === 'subquery' && part.form === 'any') || (part.kind === 'quantified' && part.quantifier === 'any')) return part.operand ? [[withoutImplicitCasts(part.operand), part]] : [];
  if (part.kind !== 'operator' || !part.left) return [];
  const [left, right] = [withoutImplicitCasts(part.left), withoutImplicitCasts(part.right)];
  return [[left, right], [right, left]];
}

function add(ties: Map<string, Expr[]>, { source, name }: ColumnRef, other: Expr): void {
  const key = place(source, name);
  ties.set(key, [...(ties.get(key) ?? []), other]);
}
