import type { Catalog, CatalogObject, Column, ColumnId, Index, ObjectId, Rule, Table, Trigger } from './catalog.js';
import type { Constraint } from './constraint.js';
import type { Literal } from './expression.js';
import { nameParts } from './regclass.js';
import { changesOf } from './trigger-program.js';
import { isRegclass, isUserType, someNode, type TreeNode } from './walk.js';

/** An id; or the last part of a name that stands as a text, `nextval('public.s')`, which is looked up when it is used. */
type Id = ObjectId | ColumnId | string;

const OBJECTS = new WeakMap<CatalogObject, ReadonlySet<Id>>();
const PARTS = new WeakMap<object, readonly Id[]>();

/**
 * The ids of all that an object's types, expressions, queries and keys name: types, relations, columns and functions, which have ids of one counter.
 * Whatever depends on a thing mentions it, so that a search for dependents need not look at anything else.
 */
export function mentionsOf(object: CatalogObject): ReadonlySet<Id> {
  let known = OBJECTS.get(object);
  if (!known) {
    known = object.kind === 'table' ? mentionsOfTable(object) : new Set(idsOfOther(object));
    OBJECTS.set(object, known);
  }
  return known;
}

/** The objects that can depend on a thing; whether they do, and how, is still to be looked at. */
export function objectsMentioning(catalog: Catalog, thing: Id): readonly CatalogObject[] {
  return catalog.objects.withKey(mentionsOf, thing);
}

/** Most parts of a table are those of its last version. */
function mentionsOfTable(table: Table): ReadonlySet<Id> {
  const ids = new Set<Id>(table.inherits);
  for (const parts of [table.columns, table.constraints, table.indexes, table.triggers, table.rules ?? []]) for (const part of parts) for (const id of mentionsOfPart(part)) ids.add(id);
  return ids;
}

/** The same of one part of a table. */
export function mentionsOfPart(part: Column | Constraint | Index | Trigger | Rule): readonly Id[] {
  let known = PARTS.get(part);
  if (!known) {
    // The program of a trigger is bound late: it is no dependency.
    known = 'events' in part ? [...(typeof part.function === 'number' ? [part.function] : []), ...part.columns, ...idsIn(part.when)] : 'actions' in part ? idsInRule(part) : idsIn(part);
    PARTS.set(part, known);
  }
  return known;
}

/** The columns that an UPDATE sets are no nodes. */
function idsInRule({ when, actions }: Rule): readonly Id[] {
  const set = actions.flatMap((action) => changesOf(action).flatMap((change) => [...(change.set?.keys() ?? [])]));
  return [...idsIn([when, actions]), ...set];
}

function idsOfOther(object: Exclude<CatalogObject, Table>): readonly Id[] {
  switch (object.kind) {
    case 'view':
      return [...idsIn(object.query), ...idsIn(object.columns), ...object.triggers.flatMap(mentionsOfPart), ...(object.rules ?? []).flatMap(mentionsOfPart)];
    case 'sequence':
      return object.ownedBy ? [object.ownedBy.table, object.ownedBy.column] : [];
    case 'domain':
      return [...idsIn(object.base), ...idsIn(object.default), ...idsIn(object.checks)];
    case 'composite':
      return idsIn(object.fields);
    case 'function':
      return [...object.parameters.flatMap(({ type }) => idsIn(type)), ...idsIn(object.returns)];
    case 'enum':
      return [];
  }
}

function idsIn(tree: unknown): readonly Id[] {
  const ids: Id[] = [];
  someNode(tree, (node) => {
    if (isUserType(node)) ids.push(node.id);
    else if (isLiteralOf(node) && typeof node.value === 'string') ids.push(nameParts(node.value).at(-1) ?? '');
    for (const key of NAMING) {
      const value = (node as unknown as Readonly<Record<string, unknown>>)[key];
      if (typeof value === 'number') ids.push(value);
      else if (Array.isArray(value)) ids.push(...value.filter((id) => typeof id === 'number'));
    }
    return false;
  });
  return ids;
}

function isLiteralOf(node: TreeNode): node is Literal {
  return node.kind === 'literal' && isRegclass((node as Literal).type);
}

/** Fields of nodes and constraints that hold ids. */
const NAMING = ['column', 'relation', 'function', 'target', 'targetColumns', 'columns'] as const;

/** What stands for all that a trigger may depend on whose body could not be carried over. */
export const ANYTHING = 'anything';

/** The functions of an object's triggers, and the tables, views and functions that their bodies name: they are bound late, and are no dependencies. */
function triggerUses(object: CatalogObject): ReadonlySet<ObjectId | typeof ANYTHING> {
  if (object.kind !== 'table' && object.kind !== 'view') return NOTHING;
  if (object.triggers.length === 0) return NOTHING;
  let known = USES.get(object.triggers);
  if (!known) USES.set(object.triggers, (known = usesOf(object.triggers)));
  return known;
}

/** A table's versions mostly share their triggers. */
const USES = new WeakMap<readonly Trigger[], ReadonlySet<ObjectId | typeof ANYTHING>>();

function usesOf(triggers: readonly Trigger[]): ReadonlySet<ObjectId | typeof ANYTHING> {
  const uses = new Set<ObjectId | typeof ANYTHING>();
  for (const { function: id, program } of triggers) {
    if (typeof id === 'number') uses.add(id);
    if (program?.kind === 'lowered') for (const read of program.reads) uses.add(read);
    if (program?.kind !== 'lowered' || program.open) uses.add(ANYTHING);
  }
  return uses;
}

const NOTHING: ReadonlySet<never> = new Set();

/** The tables and views with a trigger whose body uses a thing. */
export function objectsWhoseTriggersUse(catalog: Catalog, thing: ObjectId | typeof ANYTHING): readonly CatalogObject[] {
  return catalog.objects.withKey(triggerUses, thing);
}
