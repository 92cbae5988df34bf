import { columnOf, objectOf } from '../model/catalog-lookup.js';
import type { Catalog, CatalogObject, ObjectId, Table } from '../model/catalog.js';
import type { ForeignKey } from '../model/constraint.js';
import { printContext, silent, type PlanContext } from './context.js';
import { defaultOf } from './physical/guard.js';
import { setsSomeColumns } from './physical/own-constraints.js';
import { printAssigned } from './print/cast.js';
import { quoteIdentifier, relationName } from './print/identifier.js';
import { printing } from './print/printing.js';
import type { RunStep } from './run-step.js';
import type { TriggerSteps } from './trigger-steps.js';

/** A trigger of a referenced table that sets some columns of the rows which referenced a deleted one. */
interface KeyTrigger {
  readonly name: string;
  readonly sql: string;
  readonly child: ObjectId;
  readonly parent: ObjectId;
}

/**
 * `ON DELETE SET NULL (author)`: an action of SQLite sets all columns of the key, so a trigger sets them. It comes after the row has gone, and before the
 * statement ends, when SQLite asks whether each reference has its row.
 *
 * @param moving tables that are renamed, rebuilt, edited or dropped
 * @param gone tables that are dropped before triggers are, and their triggers with them
 */
export function keyTriggerSteps(before: Catalog, after: Catalog, moving: ReadonlySet<ObjectId>, gone: ReadonlySet<ObjectId>, context: PlanContext): TriggerSteps {
  const [present, wanted] = [keyTriggers(before, context), keyTriggers(after, context)];
  const stays = ({ child, parent, sql }: KeyTrigger, others: readonly KeyTrigger[]): boolean => !moving.has(child) && !moving.has(parent) && others.some((other) => other.sql === sql);
  const drop = present.filter((trigger) => !gone.has(trigger.parent) && !stays(trigger, wanted)).map(({ name, parent }): RunStep => ({ sql: `DROP TRIGGER ${quoteIdentifier(name)}`, object: parent }));
  const create = wanted.filter((trigger) => !stays(trigger, present)).map(({ sql, child }): RunStep => ({ sql, object: child }));
  return { drop, create };
}

function keyTriggers(catalog: Catalog, context: PlanContext): readonly KeyTrigger[] {
  return catalog.objects.where(hasSuchKeys).flatMap((child) => child.constraints.flatMap((key) => (key.kind === 'foreign-key' && setsSomeColumns(key) ? [keyTrigger(child, key, catalog, context)] : [])));
}

function hasSuchKeys(object: CatalogObject): object is Table {
  if (object.kind !== 'table') return false;
  const { constraints } = object;
  let has = SUCH_KEYS.get(constraints);
  if (has === undefined) SUCH_KEYS.set(constraints, (has = constraints.some((constraint) => constraint.kind === 'foreign-key' && setsSomeColumns(constraint))));
  return has;
}

/** A table's versions mostly share their constraints. */
const SUCH_KEYS = new WeakMap<Table['constraints'], boolean>();

function keyTrigger(child: Table, key: ForeignKey, catalog: Catalog, context: PlanContext): KeyTrigger {
  const parent = objectOf(catalog, key.target, 'table');
  const [from, to] = [relationName(child.schema, child.name), relationName(parent.schema, parent.name)];
  const name = `${from}_${key.name}_delete`;
  const p = printing({ ...printContext(silent(context), catalog, child), oneRow: true });
  const sets = (key.onDeleteColumns ?? []).map((id) => {
    const column = columnOf(child, id);
    const value = key.onDelete === 'set default' ? defaultOf(column, catalog) : undefined;
    return `${quoteIdentifier(column.name)} = ${value ? printAssigned(value, p) : 'NULL'}`;
  });
  const matches = key.columns.map((id, i) => `${quoteIdentifier(columnOf(child, id).name)} = OLD.${quoteIdentifier(columnOf(parent, key.targetColumns[i] as number).name)}`);
  const sql = `CREATE TRIGGER ${quoteIdentifier(name)} AFTER DELETE ON ${quoteIdentifier(to)} FOR EACH ROW BEGIN UPDATE ${quoteIdentifier(from)} SET ${sets.join(', ')} WHERE ${matches.join(' AND ')}; END`;
  return { name, sql, child: child.id, parent: parent.id };
}
