import { BOOL } from '../model/base-types.js';
import type { Catalog, ColumnId, Table } from '../model/catalog.js';
import type { Change } from '../model/change.js';
import type { Expr } from '../model/expression.js';
import type { Step } from '../model/plan.js';
import type { DataStatement, Insert, RowTest, Update } from '../model/query.js';
import { NEW_ROW } from '../model/trigger-program.js';
import { relationsOf } from '../model/walk.js';
import { changesWithin } from './changes-within.js';
import { printContext, type PlanContext } from './context.js';
import { guardTrigger } from './physical/constraint-trigger.js';
import type { PhysicalTrigger } from './physical/physical.js';
import { rowColumns } from './physical/trigger-rows.js';
import { printExpression } from './print/expression.js';
import { quoteIdentifier } from './print/identifier.js';

/** The triggers that the last statement had: they stay for the next one, if it has the same. */
export interface LastTest {
  created: string;
  /** How many steps there were behind it. */
  steps: number;
}

/**
 * Partitions are one table here, which takes any row. What a statement of a migration writes has to fit a partition all the same, as Postgres has it: triggers
 * that are there for so long look at each row.
 */
export function pushTested(steps: Step[], printed: readonly string[], statement: DataStatement, last: LastTest, { after, cause: { file, span } }: Change, context: PlanContext): void {
  const triggers = distinct(changesWithin(statement).flatMap((change) => testTriggers(change, after, context)));
  const created = triggers.map(({ sql }) => sql).join(';');
  const push = (sql: string): void => void steps.push({ sql, cause: { file, span } });
  if (triggers.length > 0 && last.created === created && last.steps === steps.length) steps.length -= triggers.length;
  else for (const { sql } of triggers) push(sql);
  printed.forEach(push);
  for (const { name } of triggers) push(`DROP TRIGGER ${quoteIdentifier(name)}`);
  last.created = created;
  last.steps = steps.length;
}

/** MERGE writes with several statements. Where WITH writes into two partitions of one table, a trigger of the one would look at the rows of the other. */
function distinct(triggers: readonly PhysicalTrigger[]): readonly PhysicalTrigger[] {
  return triggers.filter((trigger, i) => triggers.findIndex(({ name }) => name === trigger.name) === i && triggers.every(({ name, sql }) => name !== trigger.name || sql === trigger.sql));
}

function testTriggers(statement: DataStatement, catalog: Catalog, context: PlanContext): readonly PhysicalTrigger[] {
  if ((statement.kind !== 'insert' && statement.kind !== 'update') || !statement.tests) return [];
  const table = catalog.objects.get(statement.target.relation);
  return table?.kind === 'table' ? statement.tests.flatMap((test, i) => triggersOf(test, i + 1, statement, table, catalog, context)) : [];
}

function triggersOf({ of, rows, message }: RowTest, number: number, statement: Insert | Update, table: Table, catalog: Catalog, context: PlanContext): readonly PhysicalTrigger[] {
  const fails: Expr = { kind: 'test', test: 'true', negated: true, operand: rows, type: BOOL };
  const when = printExpression(fails, { ...printContext(context, catalog, table), triggerTable: table });
  const columns = comparedColumns(of, rows, statement);
  const set = statement.kind === 'update' ? statement.set : (statement.onConflict?.set ?? []);
  const changes = columns.length === 0 ? set.length > 0 : set.some(({ column }) => columns.includes(column));
  const events = [...(statement.kind === 'insert' ? (['insert'] as const) : []), ...(changes ? (['update'] as const) : [])];
  return events.map((event) => guardTrigger({ constraint: of === 'partition' ? '__tm_partition' : `__tm_view_${number}`, table, columns, when, message }, event));
}

/**
 * The columns whose change decides; none for any. Rows that stay where they are may be the application's, which no partition had to take; in a view they are
 * already, but for those that ON CONFLICT finds, and where other rows decide.
 */
function comparedColumns(of: RowTest['of'], rows: Expr, statement: Insert | Update): readonly ColumnId[] {
  return of === 'view' && (statement.kind === 'insert' || relationsOf(rows).length > 0) ? [] : [...rowColumns([rows], NEW_ROW)];
}
