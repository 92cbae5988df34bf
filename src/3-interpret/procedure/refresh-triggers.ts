import type { Catalog, CatalogObject, Column, FunctionObject, ObjectId, Table, Trigger, View } from '../../model/catalog.js';
import { tableWithTriggers, viewAsTable, withTriggers as holdersOfTriggers } from '../../model/catalog-lookup.js';
import { ANYTHING, objectsWhoseTriggersUse } from '../../model/mentions.js';
import type { Parser } from '../../model/parser.js';
import { sameItems } from '../../model/same-items.js';
import { sameTree } from '../../model/same-tree.js';
import { readsOf } from '../../model/reads.js';
import { refreshDefaults } from './refresh-defaults.js';
import { lowerSqlFunction } from './sql-function.js';
import { lowerFunction } from './trigger/lower-function.js';
import { lowerTrigger } from './trigger/lower-trigger.js';
import { kindsOfEffects } from './trigger/trigger-effects.js';
import { hasDepth, nestings, type Nesting } from './trigger/nested.js';

/**
 * Makes the programs of triggers again that depend on something that has changed: their function, their own table, a table that they name;
 * and those that could not be made before.
 */
export function refreshTriggers(catalog: Catalog, changed: ReadonlySet<ObjectId>, parser: Parser | undefined, before: Catalog = catalog): Catalog {
  let { objects } = catalog;
  for (const table of concerned(catalog, changed)) {
    const triggers = table.triggers.map((trigger) => (isAffected(trigger, table, changed, [before, catalog]) ? refreshed(trigger, table, catalog, parser) : trigger));
    if (triggers.some((trigger, i) => trigger !== table.triggers[i])) objects = objects.set(table.id, withTriggers(catalog.objects.get(table.id) as Table | View, triggers));
  }
  return objects === catalog.objects ? catalog : { ...catalog, objects };
}

/** The tables and views whose triggers may have to be made again, oldest first. */
function concerned(catalog: Catalog, changed: ReadonlySet<ObjectId>): readonly Table[] {
  const ids = new Set([...changed, ...objectsWhoseTriggersUse(catalog, ANYTHING).map(({ id }) => id)]);
  for (const id of changed) for (const user of objectsWhoseTriggersUse(catalog, id)) ids.add(user.id);
  return [...ids].toSorted((a, b) => a - b).flatMap((id) => tableWithTriggers(catalog, id) ?? []);
}

function withTriggers(holder: Table | View, triggers: Table['triggers']): Table | View {
  return { ...holder, triggers };
}

function isAffected({ program, function: id }: Trigger, table: Table, changed: ReadonlySet<ObjectId>, catalogs: readonly [Catalog, Catalog]): boolean {
  if (!program || changed.has(table.id)) return true;
  if (typeof id === 'string') return false;
  if (changed.has(id)) return true;
  const fn = catalogs[1].objects.get(id);
  return fn?.kind === 'function' && (isConcerned(fn, program.kind === 'lowered' ? program.reads : undefined, changed, catalogs) || (program.kind === 'lowered' && program.open === true && isConcerned(fn, undefined, changed, catalogs)));
}

/** @param reads the relations that the body reads; of one that could not be carried over they are not known */
function isConcerned(fn: FunctionObject, reads: readonly ObjectId[] | undefined, changed: ReadonlySet<ObjectId>, catalogs: readonly [Catalog, Catalog]): boolean {
  if (reads) return reads.some((relation) => changed.has(relation));
  const text = fn.body.toLowerCase();
  // A trigger's EXECUTE may be of texts that the trigger puts together: its table's name, its arguments.
  if (fn.returnsTrigger && /\bexecute\b/.test(text)) return true;
  return [...changed].some((id) => catalogs.some(({ objects }) => mayMention(text, objects.get(id))));
}

/** A body names what it uses, except for types, which its columns can have. */
function mayMention(text: string, object: CatalogObject | undefined): boolean {
  if (!object) return false;
  if (object.kind === 'enum' || object.kind === 'domain' || object.kind === 'composite') return true;
  return text.includes(object.name.toLowerCase().replaceAll('"', '""')) || text.includes('u&"');
}

/** The old trigger when nothing about it has changed, so that the table stays the same object. */
function refreshed(trigger: Trigger, table: Table, catalog: Catalog, parser: Parser | undefined): Trigger {
  const program = lowerTrigger(trigger, table, catalog, parser);
  return sameTree(program, trigger.program) ? trigger : { ...trigger, program };
}

/** Objects that one catalog has otherwise than another, or not at all, as far as a body can see it. */
function changedObjects(before: Catalog, after: Catalog): ReadonlySet<ObjectId> {
  const keysToo = hasDepth(after);
  return new Set(before.objects.changedIds(after.objects).filter((id) => concernsBodies(before.objects.get(id), after.objects.get(id), keysToo)));
}

/** A body sees the columns of a table and the rows of its children, and ON CONFLICT its keys, one that asks how deep it is also foreign keys, and one that changes its rows whether triggers do something then; comments, other indexes and other constraints are nothing to it. */
function concernsBodies(before: CatalogObject | undefined, after: CatalogObject | undefined, keysToo: boolean): boolean {
  if (before?.kind !== 'table' || after?.kind !== 'table') return true;
  if (before.name !== after.name || before.schema !== after.schema || before.children !== after.children) return true;
  if (keysToo && !sameItems(foreignKeysOf(before), foreignKeysOf(after))) return true;
  if (before.triggers !== after.triggers && kindsOfEffects(before) !== kindsOfEffects(after)) return true;
  return !sameColumns(before.columns, after.columns) || !sameItems(keysOf(before), keysOf(after));
}

function sameColumns(before: readonly Column[], after: readonly Column[]): boolean {
  return before === after || (before.length === after.length && before.every((column, i) => column === after[i] || isSameButComment(column, after[i])));
}

function isSameButComment({ comment: _old, ...before }: Column, other: Column | undefined): boolean {
  const { comment: _now, ...after } = other ?? {};
  return sameItems(Object.values(before), Object.values(after)) && sameItems(Object.keys(before), Object.keys(after));
}

function keysOf({ constraints, indexes }: Table): readonly object[] {
  return [...constraints.filter(({ kind }) => kind === 'primary-key' || kind === 'unique' || kind === 'exclusion'), ...indexes.filter(({ unique }) => unique)];
}

function foreignKeysOf({ constraints }: Table): readonly object[] {
  return constraints.filter(({ kind }) => kind === 'foreign-key');
}

/** The catalog after a statement, with the triggers that it concerns as they are now. */
export function withFreshTriggers(before: Catalog, after: Catalog, parser: Parser | undefined): Catalog {
  if (before.objects === after.objects || after.objects.where(isFunction).length === 0) return after;
  const changed = changedObjects(before, after);
  const functions = refreshFunctions(before, after, changed, parser);
  const meanings = functions === after ? changed : changedObjects(before, functions);
  const defaults = refreshDefaults(before, functions, meanings);
  return refreshNesting(refreshTriggers(defaults, defaults === functions ? meanings : changedObjects(before, defaults), parser, before), parser);
}

/** Triggers that ask how deep they are, as the others are now that may fire them. What one does may depend on it, so that another one is nested or no longer is. */
function refreshNesting(catalog: Catalog, parser: Parser | undefined, rising = false): Catalog {
  if (!hasDepth(catalog)) return catalog;
  const nestingOf = nestings(catalog, rising);
  let { objects } = catalog;
  for (const holder of holdersOfTriggers(catalog)) {
    const table = holder.kind === 'view' ? viewAsTable(holder) : holder;
    const triggers = holder.triggers.map((trigger) => nestedAs(trigger, nestingOf(trigger, table), table, catalog, parser));
    if (triggers.some((trigger, i) => trigger !== holder.triggers[i])) objects = objects.set(holder.id, withTriggers(holder, triggers));
  }
  return objects === catalog.objects ? catalog : refreshNesting({ ...catalog, objects }, parser, true);
}

function nestedAs(trigger: Trigger, nesting: Nesting, table: Table, catalog: Catalog, parser: Parser | undefined): Trigger {
  if (trigger.nested === nesting.nested && trigger.deepens === nesting.deepens) return trigger;
  const { nested: _nested, deepens: _deepens, ...rest } = trigger;
  const next: Trigger = { ...rest, ...nesting };
  return { ...next, program: lowerTrigger(next, table, catalog, parser) };
}

/** Functions whose value is worked out by a body: what they read may have changed, or be there only now; and so for those that call them. */
function refreshFunctions(before: Catalog, after: Catalog, changed: ReadonlySet<ObjectId>, parser: Parser | undefined): Catalog {
  let catalog = after;
  const known = new Set<ObjectId>();
  for (let fresh = changed; fresh.size > 0; ) {
    const next = refreshedOnce(before, catalog, fresh, parser);
    for (const id of fresh) known.add(id);
    // Each has its turn once more when another one of its callees is known; functions that call each other come to an end.
    fresh = new Set(catalog.objects.changedIds(next.objects).filter((id) => !known.has(id)));
    catalog = next;
  }
  return catalog;
}

function refreshedOnce(before: Catalog, after: Catalog, changed: ReadonlySet<ObjectId>, parser: Parser | undefined): Catalog {
  let catalog = after;
  // What has changed itself goes first: others say what it says.
  const all = after.objects.where(isWorkedOut);
  for (const object of [...all.filter(({ id }) => changed.has(id)), ...all.filter(({ id }) => !changed.has(id))]) {
    const body = object.inline ?? object.rows;
    if (!changed.has(object.id) && !isConcerned(object, body && readsOf(body), changed, [before, catalog])) continue;
    const { inline: _inline, rows: _rows, obstacle: _obstacle, ...rest } = object;
    const meaning: FunctionObject = { ...rest, ...(object.statements ? lowerSqlFunction(object, catalog) : lowerFunction(object, catalog, parser)) };
    const fresh = callsItself(meaning, catalog) ? { ...rest, obstacle: 'it calls itself' } : meaning;
    // What calls a function says something else when that does, although it is written as before.
    const says = body !== undefined && readsOf(body).some((id) => id !== object.id && changed.has(id) && catalog.objects.get(id)?.kind === 'function');
    if (says || !sameTree([fresh.inline, fresh.rows, fresh.obstacle], [object.inline, object.rows, object.obstacle])) catalog = { ...catalog, objects: catalog.objects.set(object.id, fresh) };
  }
  return catalog;
}

/** Directly, or through functions that stand in its body with what they say: it would never end to write it out. */
function callsItself(object: FunctionObject, catalog: Catalog): boolean {
  const seen = new Set<ObjectId>();
  const pending = calledBy(object);
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (id === object.id) return true;
    const callee = seen.has(id) ? undefined : catalog.objects.get(id);
    seen.add(id);
    if (callee?.kind === 'function') pending.push(...calledBy(callee));
  }
  return false;
}

function calledBy({ inline, rows }: FunctionObject): ObjectId[] {
  return [inline, rows].flatMap((body) => (body ? readsOf(body) : []));
}

function isFunction(object: CatalogObject): object is FunctionObject {
  return object.kind === 'function';
}

/** Its value or its rows may be worked out by its body. */
function isWorkedOut(object: CatalogObject): object is FunctionObject {
  return object.kind === 'function' && (object.procedure !== undefined || object.statements !== undefined) && !object.returnsTrigger;
}
