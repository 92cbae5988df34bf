import type { Table } from '../../model/catalog.js';
import { quoteIdentifier, relationName } from '../print/identifier.js';
import { numberedLater } from './later-number.js';
import type { PhysicalTrigger } from './physical.js';
import { isRequiredLater, staysThere } from './stays-there.js';

/** SQLite numbers only the rowid. Other serial and identity columns are filled after the insert: the highest number plus one. */
export function serialTriggers(table: Table): readonly PhysicalTrigger[] {
  const columns = numberedLater(table);
  if (columns.length === 0) return [];
  const name = relationName(table.schema, table.name);
  const on = quoteIdentifier(name);
  return columns.flatMap((column) => {
    const trigger = `${name}_${column.name}_serial`;
    const counted = quoteIdentifier(column.name);
    const next = `(SELECT coalesce(max(${counted}), 0) + 1 FROM ${on})`;
    const numbers = {
      name: trigger,
      sql: `CREATE TRIGGER ${quoteIdentifier(trigger)} AFTER INSERT ON ${on} FOR EACH ROW WHEN NEW.${counted} IS NULL BEGIN UPDATE ${on} SET ${counted} = ${next} WHERE rowid = NEW.rowid; END`,
    };
    return isRequiredLater(column, table) ? [numbers, staysThere(column, table)] : [numbers];
  });
}
