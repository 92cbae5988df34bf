import type { Table } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { withoutImplicitCasts } from '../../../model/implicit-casts.js';
import type { DataStatement, DerivedTable, Query } from '../../../model/query.js';
import { NEW_ROW, OLD_ROW, type TriggerEvent } from '../../../model/trigger-program.js';
import { someNode } from '../../../model/walk.js';
import { rowsOfArray } from './asked-rows.js';
import { readsForGood, sourcesIn } from './reads-for-good.js';
import { isRow } from './rows-taken.js';

/** Both sides of an equation, or an operand and what is looked for it in. */
type Tie = readonly [Expr, Expr | Query];

/**
 * Row by row a trigger sees its table as far as the statement has come, and not all rows of it: what it reads there must be what the last of the rows leaves that it
 * is worked out for. That are those of the row's own key: `SET n = (SELECT count(*) FROM children c WHERE c.parent = p.id) WHERE p.id IN (SELECT parent FROM fresh)`.
 * Where rows can move from one key to another, both of theirs have to be taken. And the last of the rows must write over what those before it have written.
 */
export function readsSettledRows(statement: DataStatement, event: TriggerEvent, table: Table): boolean {
  const own = sourcesIn(statement, table);
  if (own.length === 0) return true;
  if (!readsForGood(statement, event, table)) return false;
  const taken = rowSources(statement);
  const ties = tiesOf(statement);
  const target = 'target' in statement ? statement.target.source : undefined;
  return own.every(({ source }) => isReadByKey(source, target, taken, ties)) && (event !== 'update' || (sees(statement, OLD_ROW) && sees(statement, NEW_ROW)));
}

/** The transition tables, each of which is one row. */
function rowSources(statement: DataStatement): ReadonlySet<number> {
  const found = new Set<number>([OLD_ROW, NEW_ROW]);
  someNode(statement, (node) => {
    if (node.kind === 'derived' && isRow(node as DerivedTable)) found.add((node as DerivedTable).source);
    return false;
  });
  return found;
}

function tiesOf(statement: DataStatement): readonly Tie[] {
  const ties: Tie[] = [];
  const add = (expr: Expr): void => {
    if (expr.kind === 'logical' && expr.op === 'and') expr.args.forEach(add);
    else if (expr.kind === 'operator' && expr.name === '=' && expr.left) ties.push([withoutImplicitCasts(expr.left), withoutImplicitCasts(expr.right)], [withoutImplicitCasts(expr.right), withoutImplicitCasts(expr.left)]);
    else if (expr.kind === 'subquery' && expr.form === 'any' && expr.name === '=' && expr.operand) ties.push([withoutImplicitCasts(expr.operand), expr.query]);
    else if (expr.kind === 'quantified' && expr.quantifier === 'any' && expr.name === '=') {
      const gathered = rowsOfArray(expr.array);
      if (gathered) ties.push([withoutImplicitCasts(expr.operand), gathered]);
    }
  };
  someNode(statement, (node) => {
    for (const part of ['where', 'on'] as const) if (part in node && typeof node[part as never] === 'object') add(node[part as never] as Expr);
    return false;
  });
  return ties;
}

/** Whether a table is read by a key of the row's, or by one of the target's that the row's key leads to. */
function isReadByKey(source: number, target: number | undefined, taken: ReadonlySet<number>, ties: readonly Tie[]): boolean {
  return ties.some(([left, right]) => {
    if (left.kind !== 'column' || left.source !== source) return false;
    if (isKeyOfRow(left.name, right, taken)) return true;
    const through = 'kind' in right && right.kind === 'column' && right.source === target ? right.name : undefined;
    return ties.some(([other, key]) => other.kind === 'column' && other.source === target && other.name === through && isKeyOfRow(left.name, key, taken));
  });
}

/** The same column of the row; or what a query of rows gives, all of whose arms are that. */
function isKeyOfRow(name: string, other: Expr | Query, taken: ReadonlySet<number>): boolean {
  if (!('body' in other)) return other.kind === 'column' && other.name === name && taken.has(other.source);
  const { body } = other;
  if (body.kind === 'set-operation') return isKeyOfRow(name, body.left, taken) && isKeyOfRow(name, body.right, taken);
  return body.kind === 'select' && body.targets.length === 1 && isKeyOfRow(name, withoutImplicitCasts(body.targets[0]?.expr as Expr), taken);
}

function sees(statement: DataStatement, row: number): boolean {
  return someNode(statement, (node) => node.kind === 'column' && (node as { readonly source?: number }).source === row);
}
