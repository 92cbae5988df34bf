import { BOOL } from '../../../model/base-types.js';
import type { Catalog, ObjectId, Table } from '../../../model/catalog.js';
import { referencesTo } from '../../../model/catalog-lookup.js';
import type { Expr, SourceId } from '../../../model/expression.js';
import type { DataStatement, Delete, Insert, OnConflict, Update } from '../../../model/query.js';
import { and, FALSE, isNotTrue, or, TRUE } from '../condition.js';
import { onlyRow, placeOf } from '../inserted-row.js';
import { updatedRow } from '../updated-row.js';
import { both, failuresOf, failuresOfAll, perhaps, type Failure, type Failures } from './failures.js';
import { ofNewRows } from './new-keys.js';
import { foreseen, isKnown, ofSource, over, rowOf, throughTriggers, withGenerated, type NewRow } from './new-row.js';
import { keysOf, type Key } from './key-violations.js';
import { beside, checksOf, columnFrom, equalTo, exists, parentsOf, violation, type Asked, type Within } from './row-violations.js';

/**
 * The constraints that a statement can break, in the order in which Postgres asks them; undefined where that is not known beforehand: rows that a query gives,
 * a row of which a trigger decides, several rows that could get into each other's way.
 */
export function violationsOf(statement: DataStatement, within: Within): Failures {
  const { catalog } = within;
  if (statement.kind !== 'insert' && statement.kind !== 'update' && statement.kind !== 'delete') return undefined;
  const table = catalog.objects.get(statement.target.relation);
  if (table?.kind !== 'table' || table.partitioned || statement.with.length > 0) return undefined;
  if (statement.kind === 'insert') return ofInsert(statement, table, within);
  return statement.kind === 'update' ? ofUpdate(statement, table, within) : ofDelete(statement, table, within);
}

function ofInsert(insert: Insert, table: Table, within: Within): Failures {
  const values = onlyRow(insert);
  const given = values && throughTriggers(rowOf(table, values), table, 'insert');
  if (!given || insert.unlessRefused) return undefined;
  const asked: Asked = { ...within, row: withGenerated(given, table), table, parents: ofNewRows(insert, within.keys) };
  const made = both(failuresOfAll([...values.values()], within.catalog), checksOf(asked));
  const { onConflict } = insert;
  if (!onConflict) return both(made, both(keysOf(asked), parentsOf(asked)));
  const isArbiter = arbiterOf(onConflict);
  const found = isArbiter && keysOf(asked, undefined, isArbiter);
  if (!found || onConflict.excludes || (onConflict.target && found.length === 0)) return undefined;
  // A row that finds another one is not inserted.
  const inserted = underCondition(isNotTrue(or(...found.map(({ when }) => when))), both(keysOf(asked, undefined, (key) => !isArbiter(key)), parentsOf(asked)));
  return both(both(made, inserted), onConflict.action === 'update' ? ofUpsert(insert, onConflict, asked) : []);
}

/** The keys over which rows may meet: all, or the one that ON CONFLICT names by its columns. */
function arbiterOf({ target }: OnConflict): ((key: Key) => boolean) | undefined {
  if (!target) return () => true;
  const named = target.keys.flatMap((key) => (key.kind === 'column' && key.column !== undefined ? [key.column] : []));
  if (named.length < target.keys.length || target.where) return undefined;
  return ({ keys, where }) => !where && keys.length === named.length && keys.every((key) => key.kind === 'column' && key.column !== undefined && named.includes(key.column));
}

/** What DO UPDATE makes of the row that is there. */
function ofUpsert({ target }: Insert, { target: arbiter, set, where, excluded }: OnConflict, asked: Asked): Failures {
  const rows = new Map(excluded === undefined ? [] : [[excluded, asked.row]]);
  const keys = (arbiter?.keys ?? []).map((key) => {
    const own = key.kind === 'column' && key.column !== undefined ? asked.row.get(key.column) : undefined;
    return isKnown(own) && key.kind === 'column' && key.column !== undefined ? equalTo(columnFrom(asked.table, key.column, target.source), own) : undefined;
  });
  const values = set.map(({ column, value }) => ({ column, value: over(value, rows) }));
  const condition = where ? over(where, rows) : TRUE;
  const known = values.flatMap(({ column, value }) => (value ? [{ column, value }] : []));
  // A key that nobody has yet meets no other row.
  if (keys.length > 0 && keys.includes(undefined)) return (arbiter?.keys ?? []).some((key) => key.kind === 'column' && key.column !== undefined && asked.row.get(key.column) === 'fresh') ? [] : undefined;
  if (!condition || known.length < values.length) return undefined;
  return ofUpdate({ kind: 'update', with: [], recursive: false, target, set: known, from: [], where: and(...keys.flatMap((key) => key ?? []), condition), returning: [] }, asked.table, asked);
}

function underCondition(condition: Expr, failures: Failures): Failures {
  return failures?.map((failure) => ({ ...failure, when: and(condition, failure.when) }));
}

/** One of the rows that are changed breaks something. */
function ofUpdate(update: Update, table: Table, within: Within): Failures {
  const { catalog } = within;
  const { target, from, where } = update;
  const set = new Map(update.set.map(({ column, value }) => [column, value] as const));
  const asking = where ? perhaps(failuresOf(where, catalog)) : [];
  const made = failuresOfAll([...set.values()], catalog);
  const old: NewRow = new Map(table.columns.map(({ id }) => [id, columnFrom(table, id, target.source)]));
  const given = throughTriggers(new Map([...old, ...[...set].map(([column, value]) => [column, foreseen(value)] as const)]), table, 'update', old, new Set(set.keys()));
  const row = given && withGenerated(given, table);
  if (!row) return undefined;
  const changed = new Set(table.columns.flatMap(({ id }) => (row.get(id) === old.get(id) ? [] : [id])));
  if (referencesTo(catalog, table.id).some(({ key }) => key.targetColumns.some((id) => changed.has(id)))) return undefined;
  const asked: Asked = { ...within, row, table, changed, parents: ofNewRows(update, within.keys) };
  const taken = keysOf(asked, (source) => isOther(source, update));
  if (taken && taken.length > 0 && !updatedRow(update, table)) return undefined;
  const broken = both(both(made, checksOf(asked)), both(taken, parentsOf(asked)));
  return both(asking, broken?.map((failure) => failure.perhaps ? failure : ({ ...failure, when: exists(target, and(...(where ? [where] : []), failure.when), from) })));
}

function isOther(source: SourceId, { target }: Update): Expr {
  return { kind: 'distinct', negated: false, left: placeOf({ ...target, source }), right: placeOf(target), type: BOOL };
}

/** A child keeps its parent. */
function ofDelete({ target, using, where }: Delete, table: Table, { catalog, counter }: Within): Failures {
  if (table.triggers.some(({ enabled, timing, events }) => enabled && timing === 'before' && events.includes('delete'))) return undefined;
  const failures: Failure[] = [];
  for (const { table: child, key } of referencesTo(catalog, table.id)) {
    if (key.notEnforced || key.initiallyDeferred || (key.onDelete === 'cascade' && !keepsAny(child, catalog, new Set([table.id])))) continue;
    const own = child.id === table.id;
    if ((key.onDelete !== 'no action' && key.onDelete !== 'restrict') || (own && (key.onDelete === 'restrict' || using.length > 0))) return undefined;
    const source = counter.nextSource++;
    const equal = key.columns.map((id, i) => equalTo(columnFrom(child, id, source), columnFrom(table, key.targetColumns[i] ?? -1, target.source)));
    // A child that goes with its parent does not keep it.
    const stays = own ? [where ? isNotTrue(ofSource(where, target.source, source)) : FALSE] : [];
    const when = exists(target, and(...(where ? [where] : []), exists(beside(source, child), and(...equal, ...stays))), using);
    const [condition, what] = key.onDelete === 'restrict' ? (['restrict_violation', 'RESTRICT setting of foreign key'] as const) : (['foreign_key_violation', 'foreign key'] as const);
    failures.push(violation(when, condition, `update or delete on table "${table.name}" violates ${what} constraint "${key.name}" on table "${child.name}"`));
  }
  return both(where ? perhaps(failuresOf(where, catalog)) : [], failures);
}

/** Whether rows that would go with their parents may be kept by their own children. */
function keepsAny(table: Table, catalog: Catalog, seen: Set<ObjectId>): boolean {
  if (seen.has(table.id)) return false;
  seen.add(table.id);
  return referencesTo(catalog, table.id).some(({ table: child, key }) => key.onDelete !== 'cascade' || keepsAny(child, catalog, seen));
}
