import { columnOf } from '../model/catalog-lookup.js';
import type { ColumnId, ObjectId, Table, Trigger } from '../model/catalog.js';
import type { Expr } from '../model/expression.js';
import { conjunctsOf } from '../model/guarded-statement.js';
import type { Update } from '../model/query.js';
import { changedBy, NEW_ROW, OLD_ROW, statementsIn, type TriggerBody } from '../model/trigger-program.js';
import { sameTree } from '../model/same-tree.js';
import { mapExpression, relationsOf } from '../model/walk.js';

/** A column that a BEFORE trigger gives its value, and an AFTER trigger of the same event another one. */
export interface OrderConflict {
  readonly setter: Trigger;
  readonly actor: Trigger;
  readonly column: string;
}

/**
 * What a BEFORE trigger gives to the row is written by a trigger that runs after the statement, as what an AFTER trigger does; and SQLite does not say
 * which of the two comes first (https://www.sqlite.org/lang_createtrigger.html). That matters where both write a column of the same row.
 */
export function orderConflict(trigger: Trigger, table: Table): OrderConflict | undefined {
  const enabled = table.triggers.filter((each) => each.enabled);
  for (const setter of enabled.filter(({ timing }) => timing === 'before')) {
    for (const actor of enabled.filter(({ timing }) => timing === 'after')) {
      if (setter !== trigger && actor !== trigger) continue;
      const column = sharedColumn(bodiesOf(setter), bodiesOf(actor), table);
      if (column !== undefined) return { setter, actor, column: columnOf(table, column).name };
    }
  }
  return undefined;
}

/** A BEFORE trigger asks a table for what it gives to the row, and a BEFORE trigger after it changes that table. */
export interface LateRead {
  readonly setter: Trigger;
  readonly changer: Trigger;
  readonly relation: ObjectId;
}

/** What a BEFORE trigger gives to the row is worked out after the statement, and what another BEFORE trigger does is done before it: the one would see what the other has done. */
export function lateRead(trigger: Trigger, table: Table): LateRead | undefined {
  const before = table.triggers.filter(({ enabled, timing }) => enabled && timing === 'before');
  for (const setter of before) {
    for (const changer of before.filter(({ name }) => name > setter.name)) {
      if (setter !== trigger && changer !== trigger) continue;
      const relation = bodiesOf(setter).flatMap((body) => asked(setter, body)).find((id) => bodiesOf(changer).some(({ event, actions }) => isAt(setter, event) && changedBy(actions).includes(id)));
      if (relation !== undefined) return { setter, changer, relation };
    }
  }
  return undefined;
}

function isAt(setter: Trigger, event: TriggerBody['event']): boolean {
  return bodiesOf(setter).some((body) => body.event === event && body.assignments.length > 0);
}

function asked({ when }: Trigger, { assignments }: TriggerBody): readonly ObjectId[] {
  if (assignments.length === 0) return [];
  return [...(when ? [when] : []), ...assignments.flatMap(({ value, guard }) => [value, ...(guard ? [guard] : [])])].flatMap((tree) => relationsOf(tree));
}

function bodiesOf({ program }: Trigger): readonly TriggerBody[] {
  return program?.kind === 'lowered' ? program.bodies : [];
}

function sharedColumn(setting: readonly TriggerBody[], acting: readonly TriggerBody[], table: Table): ColumnId | undefined {
  for (const { event, assignments } of setting) {
    for (const { set } of acting.filter((body) => body.event === event).flatMap((body) => updatesOf(body, table))) {
      const shared = set.find(({ column, value }) => assignments.some((assignment) => assignment.column === column && !sameTree(placeless(assignment.value), placeless(value))));
      if (shared) return shared.column;
    }
  }
  return undefined;
}

/** The statements that may change the row itself. */
function updatesOf({ actions }: TriggerBody, table: Table): readonly Update[] {
  const updates = statementsIn(actions).filter((statement) => statement.kind === 'update');
  return updates.filter((update) => update.target.relation === table.id && !isAboutOthers(update, table));
}

/** `WHERE id <> NEW.id` */
function isAboutOthers({ where, target }: Update, { constraints }: Table): boolean {
  const key = constraints.find((constraint) => constraint.kind === 'primary-key');
  const isKey = (expr: Expr | undefined, sources: readonly number[]): boolean =>
    expr?.kind === 'column' && sources.includes(expr.source) && key?.kind === 'primary-key' && key.columns.length === 1 && key.columns[0] === expr.column;
  return conjunctsOf(where).some((test) => {
    const differs = (test.kind === 'operator' && test.name === '<>') || (test.kind === 'distinct' && !test.negated);
    if (!differs) return false;
    return (isKey(test.left, [target.source]) && isKey(test.right, ROWS)) || (isKey(test.right, [target.source]) && isKey(test.left, ROWS));
  });
}

const ROWS = [NEW_ROW, OLD_ROW];

/** Wherever it is written. */
function placeless(expr: Expr): Expr {
  return mapExpression(expr, ({ at: _at, ...node }) => node as Expr);
}
