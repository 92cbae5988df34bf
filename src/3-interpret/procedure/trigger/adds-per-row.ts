import type { Expr } from '../../../model/expression.js';
import type { Assignment, DataStatement } from '../../../model/query.js';
import type { TriggerAction } from '../../../model/trigger-program.js';
import type { Around } from './refreshed-by-key.js';
import { isRowByRow } from './row-by-row.js';
import { readsRows } from './rows-taken.js';

/**
 * Whether an action differs only in how often it adds something when it is done for each row of a statement: `SET version = version + 1`, a row of a log. It comes to
 * the same for statements of one row, which most are.
 */
export function addsPerRow(action: TriggerAction, around: Around): boolean {
  if (action.kind !== 'statement') return false;
  const { statement } = action;
  if (statement.kind === 'insert' && !statement.onConflict) return !readsRows(statement) && (!action.guard || isRowByRow({ kind: 'raise', guard: action.guard, message: action.guard }, around));
  const settled = withoutAdding(statement);
  return settled !== undefined && isRowByRow({ ...action, statement: settled }, around);
}

/** The statement as it were if it added nothing to what is there; undefined where it does not. */
function withoutAdding(statement: DataStatement): DataStatement | undefined {
  if (statement.kind === 'update') {
    const set = statement.set.map((each) => addend(each, statement.target.source));
    return set.some((value) => value !== undefined) ? { ...statement, set: statement.set.map((each, i) => ({ ...each, value: set[i] ?? each.value })) } : undefined;
  }
  if (statement.kind !== 'insert' || statement.onConflict?.action !== 'update' || statement.onConflict.where) return undefined;
  const { onConflict, ...plain } = statement;
  const adds = onConflict.set.every((each) => addend(each, statement.target.source) !== undefined || each.value.kind === 'literal' || each.value.kind === 'current' || (each.value.kind === 'call' && each.value.args.length === 0));
  return adds ? { ...plain, onConflict: { ...onConflict, action: 'nothing', set: [] } } : undefined;
}

/** The constant that is added to the column itself. */
function addend({ column, value }: Assignment, source: number): Expr | undefined {
  if (value.kind === 'cast' && !value.explicit) return addend({ column, value: value.operand }, source);
  if (value.kind !== 'operator' || (value.name !== '+' && value.name !== '-') || value.right.kind !== 'literal') return undefined;
  return isOwn(value.left, column, source) ? value.right : undefined;
}

function isOwn(expr: Expr | undefined, column: number, source: number): boolean {
  if (expr?.kind === 'cast') return isOwn(expr.operand, column, source);
  if (expr?.kind === 'conditional' && expr.op === 'coalesce') return isOwn(expr.args[0], column, source) && expr.args.slice(1).every(({ kind }) => kind === 'literal');
  return expr?.kind === 'column' && expr.source === source && expr.column === column;
}
