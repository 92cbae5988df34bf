import type { Table } from '../../model/catalog.js';
import { quoteLiteral, relationName } from './identifier.js';
import { rowNumberOf } from './row-number.js';

/**
 * Its rows say what is going on just now: a table's name while a trigger gives columns their values, the marks of triggers with UPDATE OF, and one without a
 * name for each trigger that may fire others which ask how deep they are.
 */
export const AT_WORK = '__tm_at_work';

/**
 * Whether a trigger with UPDATE OF has written down that it fires for this row. A trigger may update its row once more, itself or by way of another table:
 * what counts is written behind the last beginning of an UPDATE of the row.
 */
export function isListed(trigger: string, table: Table): string {
  return `EXISTS (SELECT 1 FROM ${AT_WORK} WHERE relation = ${markedRow(trigger, table)} AND rowid > ${beginning(table)})`;
}

const NAMELESS = "relation = ''";

/**
 * A trigger begins that may fire others which ask how deep they are.
 * @param byKey the condition under which a foreign key has fired it, which counts as one more
 */
export function beginWork(byKey: string | undefined): string {
  return byKey === undefined ? `INSERT INTO ${AT_WORK} (relation) VALUES ('')` : `INSERT INTO ${AT_WORK} (relation) SELECT '' UNION ALL SELECT '' WHERE ${byKey}`;
}

/** It is through. */
export function endWork(byKey: string | undefined): string {
  const last = byKey === undefined ? `= (SELECT max(rowid) FROM ${AT_WORK} WHERE ${NAMELESS})` : `IN (SELECT rowid FROM ${AT_WORK} WHERE ${NAMELESS} ORDER BY rowid DESC LIMIT iif(${byKey}, 2, 1))`;
  return `DELETE FROM ${AT_WORK} WHERE rowid ${last}`;
}

/** How many have begun, and one more for a trigger that has not said so itself. */
export function triggersAtWork(another: boolean): string {
  return `(SELECT count(*)${another ? ' + 1' : ''} FROM ${AT_WORK} WHERE ${NAMELESS})`;
}

/** What an UPDATE of the row has written down since it began. */
export function writtenDown(triggers: readonly string[], table: Table): string {
  const marks = [startedRow(table), ...triggers.map((trigger) => markedRow(trigger, table))];
  return `relation IN (${marks.join(', ')}) AND rowid >= ${beginning(table)}`;
}

function beginning(table: Table): string {
  return `(SELECT max(rowid) FROM ${AT_WORK} WHERE relation = ${startedRow(table)})`;
}

/** An UPDATE of the row has begun. */
export function startedRow(table: Table): string {
  return ofRow(relationName(table.schema, table.name), table);
}

/** The trigger fires for the row. */
export function markedRow(trigger: string, table: Table): string {
  return ofRow(`${relationName(table.schema, table.name)} ${trigger}`, table);
}

/** A trigger of another row may fire in between. */
function ofRow(mark: string, table: Table): string {
  return `${quoteLiteral(`${mark} `)} || OLD.${rowNumberOf(table)}`;
}
