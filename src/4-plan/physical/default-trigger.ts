import type { Catalog, Table } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { isFalse, nullTest } from '../../model/null-test.js';
import { relationsOf, walkTree } from '../../model/walk.js';
import { printContext, type PlanContext } from '../context.js';
import { printAssigned } from '../print/cast.js';
import { quoteIdentifier, quoteLiteral, relationName } from '../print/identifier.js';
import { withNumbersInlined } from '../print/inline.js';
import { takesOf } from '../print/nextval.js';
import { withTaken } from '../print/nextval-stand-in.js';
import { printing, type Printing } from '../print/printing.js';
import { asksForDefault, columnsGivenLater } from '../print/sequence-storage.js';
import { notNullMessage } from './late-trigger.js';
import { isRequiredLater, staysThere } from './stays-there.js';
import type { PhysicalTrigger } from './physical.js';

/** A default that takes a number of a sequence changes something, and one that takes a query reads something, which a DEFAULT of SQLite cannot: it is given once the row is there. */
export function defaultTriggers(table: Table, catalog: Catalog, context: PlanContext): readonly PhysicalTrigger[] {
  const columns = columnsGivenLater(table);
  if (columns.length === 0) return [];
  const name = relationName(table.schema, table.name);
  const on = quoteIdentifier(name);
  const p = printing({ ...printContext(context, catalog, table), triggerTable: table, oneRow: true });
  // SQLite fires the trigger first that came last.
  return columns.toReversed().flatMap((column) => {
    if (!column.default) return [];
    refuseOldView(column.default, table, p);
    const trigger = `${name}_${column.name}_${asksForDefault(column) ? 'default' : 'sequence'}`;
    const written = withNumbersInlined(column.default, p);
    const required = isRequiredLater(column, table);
    const value = required && !isFalse(nullTest(column.default)) ? `coalesce(${printAssigned(withTaken(written), p)}, RAISE(ABORT, ${quoteLiteral(notNullMessage(column, table))}))` : printAssigned(withTaken(written), p);
    const statements = [...takesOf(written, p), `UPDATE ${on} SET ${quoteIdentifier(column.name)} = ${value} WHERE rowid = NEW.rowid`];
    const head = `CREATE TRIGGER ${quoteIdentifier(trigger)} AFTER INSERT ON ${on} FOR EACH ROW WHEN NEW.${quoteIdentifier(column.name)} IS NULL`;
    return [{ name: trigger, sql: `${head} BEGIN ${statements.map((sql) => `${sql}; `).join('')}END` }, ...(required ? [staysThere(column, table)] : [])];
  });
}

/** A function that is STABLE sees its table as it was before the statement, a trigger as it is by now. */
function refuseOldView(value: Expr, table: Table, p: Printing): void {
  walkTree(value, {
    expression: (node) => {
      const object = node.kind === 'call' && node.asks && node.function !== undefined ? p.catalog.objects.get(node.function) : undefined;
      if (object?.kind !== 'function' || object.volatility === 'volatile' || !object.inline || !relationsOf(object.inline).includes(table.id)) return;
      p.report({ code: 'unsupported-expression', message: `${object.name}() reads ${table.name}, of which it is a default, as it was before the statement`, help: 'Make the function VOLATILE if it shall see the rows that the statement has inserted.' });
    },
  });
}
