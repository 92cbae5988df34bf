import type { Table } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { treesOfAssignments, type TriggerBody } from '../../../model/trigger-program.js';
import { isClock, someNode } from '../../../model/walk.js';
import { isRowColumn } from './key-ties.js';

/** Whether triggers of the table do more than give their own row values. */
export function acts({ triggers = [] }: Partial<Table>): boolean {
  return triggers.some(({ enabled, program }) => enabled && (program?.kind !== 'lowered' || program.bodies.some(({ actions }) => actions.length > 0)));
}

/** Triggers give its rows values that are made of what they were before: a version, one more each time. */
export function givesFromRow(table: Table): boolean {
  return givenBy(table, () => true).some((assignments) => treesOfAssignments(assignments).some((tree) => someNode(tree, (node) => isRowColumn(node as Expr))));
}

/** Triggers give a row that is updated other values than a new one has: all but the time. */
export function givesUpdatedRows(table: Table): boolean {
  const isGivenAlike = ({ column, value, guard }: TriggerBody['assignments'][number]): boolean => !guard && isMoment(value) && isMoment(table.columns.find(({ id }) => id === column)?.default);
  return givenBy(table, ({ event }) => event === 'update').some((assignments) => !assignments.every(isGivenAlike));
}

/** What other triggers ask about those of a table that their statements change. */
export function kindsOfEffects(table: Table): string {
  return [acts, givesFromRow, givesUpdatedRows].map((has) => has(table)).join(' ');
}

function givenBy({ triggers }: Table, at: (body: TriggerBody) => boolean): readonly TriggerBody['assignments'][] {
  return triggers.flatMap(({ enabled, program }) => (enabled && program?.kind === 'lowered' ? program.bodies.filter(at).map(({ assignments }) => assignments) : []));
}

function isMoment(expr: Expr | undefined): boolean {
  return expr?.kind === 'cast' ? isMoment(expr.operand) : expr?.kind === 'current' || (expr !== undefined && isClock(expr));
}
