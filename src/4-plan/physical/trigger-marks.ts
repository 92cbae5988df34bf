import { columnOf } from '../../model/catalog-lookup.js';
import type { Table, Trigger } from '../../model/catalog.js';
import { AT_WORK, markedRow, startedRow, writtenDown } from '../print/at-work.js';
import { quoteIdentifier, relationName } from '../print/identifier.js';
import type { PhysicalTrigger } from './physical.js';
import { shieldCondition } from './trigger-shield.js';

/**
 * Each trigger of which others have to know whether it fires writes that down for the row, before all that asks (SQLite fires the trigger first that was created last), and another one
 * takes it away after all. The first of all writes down that an UPDATE of the row begins, so that one within another has marks of its own.
 */
export function withMarks(triggers: readonly PhysicalTrigger[], asked: readonly Trigger[], table: Table): readonly PhysicalTrigger[] {
  if (asked.length === 0) return triggers;
  const relation = relationName(table.schema, table.name);
  const trigger = (name: string, when: string, statement: string, after: readonly string[]): PhysicalTrigger => ({
    name,
    sql: `CREATE TRIGGER ${quoteIdentifier(name)} ${when} ON ${quoteIdentifier(relation)} FOR EACH ROW WHEN ${shieldCondition(table)} BEGIN ${statement}; END`,
    after,
  });
  const last = trigger(`${relation}_listed_last`, 'AFTER UPDATE', forgetMarks(asked, table), []);
  const others = triggers.map((each) => ({ ...each, after: [...(each.after ?? []), last.name] }));
  const names = others.map(({ name }) => name);
  const marks = asked.map(({ name, columns }) => {
    const of = columns.map((id) => quoteIdentifier(columnOf(table, id).name)).join(', ');
    return trigger(`${relation}_${name}_listed`, `BEFORE UPDATE OF ${of}`, writeDown(markedRow(name, table)), names);
  });
  return [last, ...others, ...marks, trigger(`${relation}_listed_first`, 'BEFORE UPDATE', writeDown(startedRow(table)), [...names, ...marks.map(({ name }) => name)])];
}

function writeDown(mark: string): string {
  return `INSERT INTO ${AT_WORK} (relation) VALUES (${mark})`;
}

/** The UPDATE of the row is done with, or leaves the row out. */
export function forgetMarks(asked: readonly Trigger[], table: Table): string {
  return `DELETE FROM ${AT_WORK} WHERE ${writtenDown(asked.map(({ name }) => name), table)}`;
}
