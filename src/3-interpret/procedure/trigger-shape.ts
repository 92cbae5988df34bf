import type { CreateTrigStmt } from '@pgsql/types';
import type { Table, Trigger } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { NEW_ROW, OLD_ROW } from '../../model/trigger-program.js';
import { walkTree } from '../../model/walk.js';
import type { Draft } from '../draft.js';
import { refuse } from '../refuse.js';

/** What a trigger of this kind cannot ask for (CreateTriggerFiringOn). */
export function requireShape(draft: Draft, statement: CreateTrigStmt, trigger: Trigger, table: Table): void {
  const reject = (message: string, help?: string): never => refuse(draft, 'invalid-trigger', message, { name: trigger.name, ...(help !== undefined && { help }) });
  const { events, level, columns, when } = trigger;
  const twice = columns.find((id, i) => columns.indexOf(id) < i);
  if (twice !== undefined) reject(`column "${table.columns.find(({ id }) => id === twice)?.name ?? ''}" specified more than once`);
  if (events.includes('truncate') && level === 'row') reject('TRUNCATE FOR EACH ROW triggers are not supported', 'Write FOR EACH STATEMENT.');
  if (when) requireCondition(when, trigger, table, reject);
  if (trigger.transition) requireTransition(statement, trigger, table, reject);
}

type Reject = (message: string, help?: string) => never;

function requireCondition(when: Expr, { events, level, timing }: Trigger, table: Table, reject: Reject): void {
  const read = new Set<number>();
  let generated = false;
  walkTree(when, {
    expression: (node) => {
      if (node.kind !== 'column') return;
      read.add(node.source);
      generated ||= node.source === NEW_ROW && table.columns.some((column) => column.generated && column.id === node.column);
    },
  });
  const [old, fresh] = [read.has(OLD_ROW), read.has(NEW_ROW)];
  if ((old || fresh) && level === 'statement') reject("statement trigger's WHEN condition cannot reference column values", 'Write FOR EACH ROW.');
  if (old && events.includes('insert')) reject("INSERT trigger's WHEN condition cannot reference OLD values", 'Make a trigger for INSERT and another one for the other events.');
  if (fresh && events.includes('delete')) reject("DELETE trigger's WHEN condition cannot reference NEW values", 'Make a trigger for DELETE and another one for the other events.');
  if (generated && timing === 'before') reject("BEFORE trigger's WHEN condition cannot reference NEW generated columns", 'Write the expression of the column, or make it an AFTER trigger.');
}

function requireTransition({ transitionRels = [] }: CreateTrigStmt, { events, level, timing, columns, transition }: Trigger, table: Table, reject: Reject): void {
  if (timing !== 'after') reject('transition table name can only be specified for an AFTER trigger');
  if (events.includes('truncate')) reject('TRUNCATE triggers with transition tables are not supported');
  if (level === 'row' && table.partitioned) reject(`"${table.name}" is a partitioned table`, 'ROW triggers with transition tables are not supported on partitioned tables.');
  if (events.length > 1) reject('transition tables cannot be specified for triggers with more than one event', 'Make a trigger for each event.');
  if (columns.length > 0) reject('transition tables cannot be specified for triggers with column lists');
  if (transition?.new !== undefined && events.includes('delete')) reject('NEW TABLE can only be specified for an INSERT or UPDATE trigger');
  if (transition?.old !== undefined && events.includes('insert')) reject('OLD TABLE can only be specified for a DELETE or UPDATE trigger');
  if (transitionRels.length > 1 && (transition?.new === undefined || transition.old === undefined)) reject(`${transition?.new === undefined ? 'OLD' : 'NEW'} TABLE cannot be specified multiple times`);
  if (transition?.new !== undefined && transition.new === transition.old) reject('OLD TABLE name and NEW TABLE name cannot be the same');
}
