import type { Catalog, Table } from '../../../model/catalog.js';
import { columnOf } from '../../../model/catalog-lookup.js';
import type { ForeignKey } from '../../../model/constraint.js';
import type { Expr } from '../../../model/expression.js';
import { OLD_ROW, type TriggerEvent } from '../../../model/trigger-program.js';
import type { BodyCounter } from '../body-scope.js';
import { FALSE, or } from '../condition.js';
import { hasNoParent } from './row-violations.js';

/** The foreign keys of a table that change or delete its rows with those of their parents. */
export function actingKeys({ constraints }: Table, event: TriggerEvent): readonly ForeignKey[] {
  return constraints.filter((key): key is ForeignKey => key.kind === 'foreign-key' && !key.notEnforced && acts(key, event));
}

function acts({ onDelete, onUpdate }: ForeignKey, event: TriggerEvent): boolean {
  if (event === 'delete') return onDelete === 'cascade';
  return event === 'update' && (onDelete === 'set null' || onDelete === 'set default' || onUpdate === 'cascade' || onUpdate === 'set null' || onUpdate === 'set default');
}

/** Whether a foreign key is what changes or deletes the row: only then its parent is gone already. Undefined where no key does. */
export function changedByKey(table: Table, event: TriggerEvent, catalog: Catalog, counter: BodyCounter): Expr | undefined {
  const gone = actingKeys(table, event).flatMap((key) => {
    const parent = catalog.objects.get(key.target);
    const values = key.columns.map((id): Expr => ({ kind: 'column', source: OLD_ROW, column: id, name: columnOf(table, id).name, type: columnOf(table, id).type }));
    return parent?.kind === 'table' ? [hasNoParent(key, values, parent, counter)] : [];
  });
  return gone.length > 0 ? or(FALSE, ...gone) : undefined;
}
