import type { Table } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { sameTree } from '../../model/same-tree.js';
import { NEW_ROW, readsHeld, type TriggerBody } from '../../model/trigger-program.js';
import { AT_WORK } from '../print/at-work.js';
import { quoteLiteral, relationName } from '../print/identifier.js';
import { hasLateConstraints } from './late-constraint.js';
import { EVENTS, type Firing } from './trigger-firing.js';
import { rowColumns } from './trigger-rows.js';
import { isRandom, relationsOf } from '../../model/walk.js';

/**
 * An AFTER trigger that updates its row fires the table's UPDATE triggers once more. That does no harm where there are none, where they name
 * other columns, and where the one that updates stops itself because its values are there already. Between the UPDATEs of two triggers the row need
 * not be what its constraints ask for.
 */
export function needsShield(firings: readonly Firing[], table: Table): boolean {
  const setters = firings.filter(({ body }) => body.assignments.length > 0);
  if (hasLateConstraints(table) && EVENTS.some((event) => setters.filter(({ body }) => body.event === event).length > 1)) return true;
  const updates = firings.filter(({ body }) => body.event === 'update' && (body.assignments.length > 0 || body.actions.length > 0));
  return setters.some((setter) => {
    const columns = setter.body.assignments.map(({ column }) => column);
    return updates.some((update) => {
      const { columns: named } = update.trigger;
      if (named.length > 0 && !named.some((column) => columns.includes(column))) return false;
      const same = update.trigger === setter.trigger && update.body.actions.length === 0 && givesTheSame(update.body, setter.body);
      return !(same && isSettled(update.body, table));
    });
  });
}

/** `IF TG_OP = 'INSERT' THEN NEW.made := now(); ELSE NEW.made := OLD.made; END IF`: what it gives at an UPDATE is something else than what it has given the new row. */
function givesTheSame(update: TriggerBody, setter: TriggerBody): boolean {
  return update === setter || update.assignments.every((each) => setter.assignments.some((other) => sameTree(each, other)));
}

/** Working the values out again over the row that has them already gives them again; over its own table it would see the row that it has changed. */
function isSettled({ assignments }: TriggerBody, table: Table): boolean {
  const set = new Set(assignments.map(({ column }) => column));
  return assignments.every(({ value }) => !isRandom(value) && !readsHeld([value]) && !relationsOf(value).includes(table.id) && [...rowColumns([value], NEW_ROW)].every((column) => !set.has(column) || isIdempotent(value)) && table.columns.length > 0);
}

const IDEMPOTENT: ReadonlySet<string> = new Set(['lower', 'upper', 'trim', 'btrim', 'ltrim', 'rtrim']);

/** lower(trim(NEW.email)) */
function isIdempotent(expr: Expr): boolean {
  if (expr.kind === 'column' || expr.kind === 'literal') return true;
  if (expr.kind === 'cast') return isIdempotent(expr.operand);
  if (expr.kind === 'conditional' && expr.op === 'coalesce') return expr.args.every(isIdempotent);
  return expr.kind === 'call' && IDEMPOTENT.has(expr.name) && expr.args.every(isIdempotent);
}

/** The UPDATE of a trigger that gives columns their values is no statement of the user's. */
export function shieldCondition(table: Table): string {
  return `NOT EXISTS (SELECT 1 FROM ${AT_WORK} WHERE relation = ${quoteLiteral(relationName(table.schema, table.name))})`;
}
