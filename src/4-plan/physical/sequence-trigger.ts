import type { Catalog, Table } from '../../model/catalog.js';
import { printContext, type PlanContext } from '../context.js';
import { printAssigned } from '../print/cast.js';
import { quoteIdentifier, relationName } from '../print/identifier.js';
import { withNumbersInlined } from '../print/inline.js';
import { takesOf, withTaken } from '../print/nextval.js';
import { printing } from '../print/printing.js';
import { sequencedColumns } from '../print/sequence-storage.js';
import type { PhysicalTrigger } from './physical.js';

/** A default that takes a number of a sequence changes something, which a DEFAULT of SQLite cannot: it is given once the row is there. */
export function sequenceTriggers(table: Table, catalog: Catalog, context: PlanContext): readonly PhysicalTrigger[] {
  const columns = sequencedColumns(table);
  if (columns.length === 0) return [];
  const name = relationName(table.schema, table.name);
  const on = quoteIdentifier(name);
  const p = printing({ ...printContext(context, catalog, table), triggerTable: table });
  // SQLite fires the trigger first that came last.
  return columns.toReversed().flatMap((column) => {
    if (!column.default) return [];
    const trigger = `${name}_${column.name}_sequence`;
    const written = withNumbersInlined(column.default, p);
    const value = printAssigned(withTaken(written), p);
    const statements = [...takesOf(written, p), `UPDATE ${on} SET ${quoteIdentifier(column.name)} = ${value} WHERE rowid = NEW.rowid`];
    const head = `CREATE TRIGGER ${quoteIdentifier(trigger)} AFTER INSERT ON ${on} FOR EACH ROW WHEN NEW.${quoteIdentifier(column.name)} IS NULL`;
    return [{ name: trigger, sql: `${head} BEGIN ${statements.map((sql) => `${sql}; `).join('')}END` }];
  });
}
