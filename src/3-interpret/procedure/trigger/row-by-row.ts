import type { Table } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { DataStatement } from '../../../model/query.js';
import { treesOf, type TriggerAction } from '../../../model/trigger-program.js';
import { relationsOf } from '../../../model/walk.js';
import { accumulates } from './accumulated.js';
import { readsWhatItChanges } from './apart.js';
import { withoutOwnGuards } from './own-guard.js';
import { readsSettledRows } from './own-reads.js';
import type { Around } from './refreshed-by-key.js';
import { isRaisedByLast } from './raised-by-last.js';
import { isRepeatable, startsFromItself } from './repeatable.js';
import { readsRows, takenFrom, takenIn, takenOf, type RowsTaken } from './rows-taken.js';

/**
 * Whether an action does for all rows of the statement together what it does for each of them, one after the other: the rows of the transition tables are
 * taken one by one, or it does the same again, which changes nothing.
 */
export function isRowByRow(action: TriggerAction, around: Around): boolean {
  const { table, event } = around;
  const asked = action.guard && action.kind === 'statement' ? withoutOwnGuards(action.guard, action.statement) : action.guard;
  const guard = asked ? takenIn(asked, table) : 0;
  if (guard === undefined) return false;
  if (action.kind === 'hold' || action.kind === 'rounds') return false;
  // Which of the rows at fault the message names is chance in Postgres too.
  if (action.kind !== 'statement') return true;
  if (readsWhatItChanges(action, around)) return false;
  if (accumulates(action.statement, table)) return guard === 0;
  const statement = takenBy(action.statement, table);
  if (statement === undefined || guard + statement > 1) return false;
  if (guard + statement === 1 && !readsSettledRows(action.statement, event, table)) return false;
  return statement === 1 || isRepeatable(action.statement, around.catalog);
}

/**
 * Whether what an action asks of the trigger's own table is what all rows of the statement leave, or what the last of them sees too.
 *
 * @param action one that is row by row
 */
export function seesSettledRows({ guard, ...action }: TriggerAction, { table, event }: Around): boolean {
  const asks = (tree: Expr | DataStatement | undefined): boolean => tree !== undefined && relationsOf(tree).includes(table.id);
  if (guard && asks(guard)) return action.kind === 'raise' && isRaisedByLast(guard, table, event);
  if (!treesOf([action as TriggerAction]).some(asks)) return true;
  if (action.kind !== 'statement' || accumulates(action.statement, table)) return false;
  const { statement } = action;
  return takenBy(statement, table) === 1 || (statement.kind === 'update' && statement.from.length === 0 && statement.target.relation !== table.id && !asks(statement.where));
}

function takenBy(statement: DataStatement, table: Table): RowsTaken {
  switch (statement.kind) {
    case 'insert': {
      const { rows, onConflict } = statement;
      if (rows === 'default values' || (onConflict && readsRows([onConflict.set, onConflict.where]))) return rows === 'default values' ? 0 : undefined;
      return takenFrom(rows, onConflict?.action === 'nothing' ? 'set' : 'bag', table);
    }
    case 'update': {
      const taken = takenOf(statement.from, statement.where, 'set', table);
      if (readsRows(statement.set)) return undefined;
      return taken === 1 && startsFromItself(statement) ? undefined : taken;
    }
    case 'delete':
      return takenOf(statement.using, statement.where, 'set', table);
    case 'truncate':
    case 'select-statement':
      return readsRows(statement) ? undefined : 0;
  }
}
