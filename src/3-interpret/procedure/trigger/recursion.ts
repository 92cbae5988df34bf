import { tableWithTriggers } from '../../../model/catalog-lookup.js';
import type { Catalog, ColumnId, Table, Trigger } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { changesOf, NEW_ROW, OLD_ROW, statementsIn, whenOf, type RowChange, type TriggerBody } from '../../../model/trigger-program.js';
import { mapExpression } from '../../../model/walk.js';
import { and, isNever, TRUE } from '../condition.js';
import { fold } from '../fold.js';

/** A trigger at one of its events, with what it does then. */
interface Place {
  readonly trigger: Trigger;
  readonly table: Table;
  readonly body: TriggerBody;
}

/** A trigger that is fired, by a statement that gives these columns these values; absent for INSERT and DELETE. */
interface Fired extends Place {
  readonly set?: ReadonlyMap<ColumnId, Expr>;
}

/**
 * Whether what a trigger does fires it once more, by itself or by way of other triggers, and does something then. Postgres fires it again;
 * SQLite does not, unless recursive_triggers is on (https://www.sqlite.org/pragma.html#pragma_recursive_triggers).
 */
export function firesItself(start: Place, catalog: Catalog): boolean {
  const seen = new Set<TriggerBody>();
  const pending = [start.body];
  for (let body = pending.pop(); body; body = pending.pop()) {
    for (const fired of firedBy(body, start, catalog)) {
      if (isIdle(fired)) continue;
      if (fired.trigger.id === start.trigger.id && fired.body.event === start.body.event) return true;
      if (seen.has(fired.body)) continue;
      seen.add(fired.body);
      pending.push(fired.body);
    }
  }
  return false;
}

function firedBy({ actions }: TriggerBody, start: Place, catalog: Catalog): readonly Fired[] {
  return statementsIn(actions).flatMap((statement) => changesOf(statement).flatMap((change) => triggersOf(change, start, catalog)));
}

/** The catalog does not have the trigger yet that is being made. */
function triggersOf({ relation, event, set }: RowChange, start: Place, catalog: Catalog): readonly Fired[] {
  const table = relation === start.table.id ? start.table : tableWithTriggers(catalog, relation);
  if (!table) return [];
  const others = table.triggers.filter(({ id, enabled }) => enabled && id !== start.trigger.id);
  return (table === start.table ? [...others, start.trigger] : others).flatMap((trigger) => {
    const { program, columns } = trigger;
    const body = program?.kind === 'lowered' ? program.bodies.find((each) => each.event === event) : undefined;
    if (!body || (set && columns.length > 0 && !columns.some((column) => set.has(column)))) return [];
    return [{ trigger, table, body, ...(set && { set }) }];
  });
}

/** Nothing happens where the values that the statement sets make every condition false: a flag that is taken from the other rows. */
function isIdle({ trigger, body, set }: Fired): boolean {
  const conditions = [...body.actions, ...body.assignments].map(({ guard }) => and(...[whenOf(trigger, body), guard].flatMap((expr) => expr ?? []), TRUE));
  return conditions.every((condition) => isNever(set ? fold(mapExpression(condition, (node) => afterwards(node, set))) : condition));
}

/** What a column of the row is known to be: the constant that it is set to, or what it was where it is not set. */
function afterwards(node: Expr, set: ReadonlyMap<ColumnId, Expr>): Expr {
  if (node.kind !== 'column' || node.column === undefined || (node.source !== NEW_ROW && node.source !== OLD_ROW)) return node;
  const value = set.get(node.column);
  if (value) return node.source === NEW_ROW && value.kind === 'literal' ? value : node;
  return { ...node, source: NEW_ROW };
}
