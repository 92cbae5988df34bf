import type { Table } from '../../../model/catalog.js';
import type { Call, Expr } from '../../../model/expression.js';
import type { DataStatement } from '../../../model/query.js';
import { treesOf, type TriggerAction, type TriggerBody } from '../../../model/trigger-program.js';
import { isClock, relationsOf, walkTree } from '../../../model/walk.js';
import { accumulates } from './accumulated.js';
import { withoutOwnGuards } from './own-guard.js';
import { readsSettledRows } from './own-reads.js';
import { readsRows, takenFrom, takenIn, takenOf, type RowsTaken } from './rows-taken.js';

/**
 * Whether an action does for all rows of the statement together what it does for each of them, one after the other: the rows of the transition tables are
 * taken one by one, or it does the same again, which changes nothing.
 */
export function isRowByRow(action: TriggerAction, { actions, event }: Pick<TriggerBody, 'actions' | 'event'>, table: Table): boolean {
  const asked = action.guard && action.kind === 'statement' ? withoutOwnGuards(action.guard, action.statement) : action.guard;
  const guard = asked ? takenIn(asked, table) : 0;
  if (guard === undefined) return false;
  if (action.kind === 'hold') return false;
  // Which of the rows at fault the message names is chance in Postgres too.
  if (action.kind !== 'statement') return true;
  if (accumulates(action.statement, table)) return guard === 0 && isApart(action, actions.filter((other) => other !== action));
  const statement = takenBy(action.statement, table);
  if (statement === undefined || guard + statement > 1) return false;
  if (guard + statement === 1 && !readsSettledRows(action.statement, event, table)) return false;
  return statement === 1 || isRepeatable(action.statement);
}

/**
 * Whether what an action asks of the trigger's own table is what all rows of the statement leave, or what the last of them sees too.
 *
 * @param action one that is row by row
 */
/**
 * Whether what an action asks of the trigger's own table is what all rows of the statement leave, or what the last of them sees too.
 *
 * @param action one that is row by row
 */
export function seesSettledRows({ guard, ...action }: TriggerAction, table: Table): boolean {
  const asks = (tree: Expr | DataStatement | undefined): boolean => tree !== undefined && relationsOf(tree).includes(table.id);
  if (asks(guard)) return false;
  if (!treesOf([action as TriggerAction]).some(asks)) return true;
  if (action.kind !== 'statement' || accumulates(action.statement, table)) return false;
  const { statement } = action;
  return takenBy(statement, table) === 1 || (statement.kind === 'update' && statement.from.length === 0 && statement.target.relation !== table.id && !asks(statement.where));
}

/** What is added up row by row is complete after the last row only: nobody looks at it before. */
function isApart({ guard, statement }: Extract<TriggerAction, { kind: 'statement' }>, others: readonly TriggerAction[]): boolean {
  const target = 'target' in statement ? statement.target.relation : undefined;
  const reads = treesOf(others).flatMap((tree) => relationsOf(tree));
  return target !== undefined && ![...reads, ...(guard ? relationsOf(guard) : [])].includes(target);
}

/** What reads no transition table does the same each time. */
function isRepeatable(statement: DataStatement): boolean {
  if (statement.kind === 'delete' || statement.kind === 'truncate') return true;
  if (statement.kind === 'insert') return statement.onConflict?.action === 'nothing';
  return statement.kind === 'update' && statement.set.every(({ value }) => value.kind === 'literal' || value.kind === 'current' || value.kind === 'call' || value.kind === 'subquery' || value.kind === 'cast');
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

const ANY_VALUE: ReadonlySet<string> = new Set(['gen_random_uuid', 'gen_random_bytes', 'random', 'uuid_generate_v1', 'uuid_generate_v1mc', 'uuid_generate_v4', 'uuidv4', 'uuidv7']);

/** A random value or the time of day is as good as the one before it; a number of a sequence is used up. */
function isAnyValue(call: Call): boolean {
  return call.function === undefined ? isClock(call) || ANY_VALUE.has(call.name) : call.takesNumber !== true && call.asks !== true;
}

/**
 * UPDATE .. FROM changes a row once, by any of the rows that fit it. Row by row the last one stays, which is one of them, unless it starts from
 * what an earlier one has made.
 */
function startsFromItself({ set, target }: Extract<DataStatement, { kind: 'update' }>): boolean {
  const made = new Set(set.map(({ column }) => column));
  let again = false;
  for (const { value } of set) walkTree(value, { expression: (node) => void (again ||= (node.kind === 'column' && node.source === target.source && node.column !== undefined && made.has(node.column)) || (node.kind === 'call' && node.volatile === true && !isAnyValue(node))) });
  return again;
}
