import { columnOf } from '../../model/catalog-lookup.js';
import type { Table, Trigger } from '../../model/catalog.js';
import { AT_WORK, markedRow } from '../print/at-work.js';
import { quoteIdentifier, relationName } from '../print/identifier.js';
import { rowNumberOf } from '../print/row-number.js';
import { markOf } from './listed-columns.js';
import type { PhysicalTrigger } from './physical.js';
import { shieldCondition } from './trigger-shield.js';

/**
 * Each trigger of which others have to know whether it fires writes that down for the row, before all that asks (SQLite fires the trigger first that was created last), and another one
 * takes it away after all. A row that is left out in between keeps what is written down; so it goes first, too.
 */
export function withMarks(triggers: readonly PhysicalTrigger[], asked: readonly Trigger[], table: Table): readonly PhysicalTrigger[] {
  if (asked.length === 0) return triggers;
  const relation = relationName(table.schema, table.name);
  const on = quoteIdentifier(relation);
  const row = rowNumberOf(table);
  const shield = shieldCondition(table);
  const forget = asked.map((trigger) => `relation = ${markedRow(markOf(trigger, table), row)}`).join(' OR ');
  const forgets = (timing: 'BEFORE' | 'AFTER', name: string, after: readonly string[]): PhysicalTrigger => ({
    name,
    sql: `CREATE TRIGGER ${quoteIdentifier(name)} ${timing} UPDATE ON ${on} FOR EACH ROW WHEN ${shield} BEGIN DELETE FROM ${AT_WORK} WHERE ${forget}; END`,
    after,
  });
  const last = forgets('AFTER', `${relation}_listed_last`, []);
  const others = triggers.map((trigger) => ({ ...trigger, after: [...(trigger.after ?? []), last.name] }));
  const names = others.map(({ name }) => name);
  const marks = asked.map((trigger): PhysicalTrigger => {
    const name = `${relation}_${trigger.name}_listed`;
    const of = trigger.columns.map((id) => quoteIdentifier(columnOf(table, id).name)).join(', ');
    return { name, sql: `CREATE TRIGGER ${quoteIdentifier(name)} BEFORE UPDATE OF ${of} ON ${on} FOR EACH ROW WHEN ${shield} BEGIN INSERT INTO ${AT_WORK} (relation) VALUES (${markedRow(markOf(trigger, table), row)}); END`, after: names };
  });
  return [last, ...others, ...marks, forgets('BEFORE', `${relation}_listed_first`, [...names, ...marks.map(({ name }) => name)])];
}
