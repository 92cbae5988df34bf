import type { Table, Trigger } from '../../model/catalog.js';
import type { TriggerAction } from '../../model/trigger-program.js';
import type { PrintContext } from '../print/context.js';
import { quoteIdentifier } from '../print/identifier.js';
import { END_OF_ROUND, isRoundOf, ROUNDS } from '../print/rounds.js';
import type { PhysicalTrigger } from './physical.js';
import { printAction } from './trigger-action.js';
import { holdings } from './trigger-holdings.js';

/** What the loops of a trigger do in a round, each as a trigger of the table in which the rounds are rows. */
export function roundTriggers(actions: readonly TriggerAction[], name: string, trigger: Trigger, table: Table, print: PrintContext): readonly PhysicalTrigger[] {
  const loops = actions.filter((action) => action.kind === 'rounds');
  return loops.flatMap((loop, i) => {
    const own = `${name}_round${loops.length > 1 ? `_${i + 1}` : ''}`;
    const holding = holdings(loop.actions, { ...trigger, name: loop.name }, table);
    const statements = [...(holding ? [holding.begin] : []), ...loop.actions.flatMap((action) => printAction(action, print)), ...(holding ? [holding.end] : []), END_OF_ROUND];
    const sql = `CREATE TRIGGER ${quoteIdentifier(own)} AFTER INSERT ON ${ROUNDS} WHEN ${isRoundOf(loop.name, table)} BEGIN ${statements.map((each) => `${each}; `).join('')}END`;
    return [{ name: own, sql, elsewhere: 'rounds' as const }, ...roundTriggers(loop.actions, own, trigger, table, print)];
  });
}
