import type { Catalog, CatalogObject, ColumnId, FunctionObject, ObjectId, Rule, Sequence, Table, View } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import { referencesTo } from '../../model/catalog-lookup.js';
import { pgFunctions, pgType } from '../analyze/pg-tables.js';
import { mentionsOfPart, objectsMentioning } from '../../model/mentions.js';
import { isRegclass, someNode } from '../../model/walk.js';
import { isLiteral, mentionsType, readsColumn } from './expression-tree.js';
import { sequenceOfText } from './regclass.js';
import { withoutFamilies } from './families.js';
import { supportOf, uniqueKeysOf } from '../../model/unique-keys.js';

/** A thing that can be dropped, or that goes when another is dropped. Parts of an object are named with the object's id. */
export type Part =
  | { readonly kind: 'object'; readonly id: ObjectId }
  | { readonly kind: 'column'; readonly table: ObjectId; readonly id: ColumnId }
  | { readonly kind: 'default'; readonly table: ObjectId; readonly id: ColumnId }
  | { readonly kind: 'constraint'; readonly table: ObjectId; readonly id: ObjectId }
  | { readonly kind: 'index'; readonly table: ObjectId; readonly id: ObjectId }
  | { readonly kind: 'trigger'; readonly table: ObjectId; readonly id: ObjectId }
  | { readonly kind: 'rule'; readonly table: ObjectId; readonly id: ObjectId }
  | { readonly kind: 'schema'; readonly name: string }
  | { readonly kind: 'extension'; readonly name: string };

/** `automatic`: goes with it without a word (pg_depend's auto and internal). Otherwise RESTRICT refuses and CASCADE takes it along. */
export interface Dependent {
  readonly part: Part;
  readonly automatic: boolean;
}

type Report = (part: Part, automatic: boolean) => void;

/** What depends directly on a part, as pg_depend would say. */
export function dependentsOf(catalog: Catalog, part: Part): readonly Dependent[] {
  const found: Dependent[] = [];
  const report: Report = (dependent, automatic) => found.push({ part: dependent, automatic });
  switch (part.kind) {
    case 'object':
      dependentsOfObject(catalog, part.id, report);
      break;
    case 'column':
      dependentsOfColumn(catalog, part.table, part.id, report);
      break;
    case 'constraint':
    case 'index':
      foreignKeysOn(catalog, part.table, part.id, report);
      break;
    case 'schema':
      for (const object of catalog.objects.values()) if (object.schema === part.name) report({ kind: 'object', id: object.id }, false);
      break;
    case 'extension':
      usersOf(catalog, (tree) => usesExtension(tree, part.name), (type) => typeOfExtension(type) === part.name, report);
      break;
    case 'default':
    case 'trigger':
    case 'rule':
      break;
  }
  return found;
}

function dependentsOfObject(catalog: Catalog, id: ObjectId, report: Report): void {
  const object = catalog.objects.get(id);
  if (!object) return;
  if (object.kind === 'table' || object.kind === 'view') dependentsOfRelation(catalog, object, report);
  else if (object.kind === 'sequence') dependentsOfSequence(catalog, object, report);
  else if (object.kind === 'function') dependentsOfFunction(catalog, object, report);
  else for (const user of objectsMentioning(catalog, id)) usersIn(user, (tree) => mentionsType(tree, id), (type) => mentionsType(type, id), report);
}

function dependentsOfRelation(catalog: Catalog, relation: Table | View, report: Report): void {
  for (const object of objectsMentioning(catalog, relation.id)) {
    if (object.kind === 'view' && readsRelation(object, relation.id)) report({ kind: 'object', id: object.id }, false);
    else if (object.kind === 'sequence' && object.ownedBy?.table === relation.id) report({ kind: 'object', id: object.id }, true);
    else if (object.kind === 'table' && object.id !== relation.id) {
      if (object.inherits?.includes(relation.id)) report({ kind: 'object', id: object.id }, false);
      for (const key of object.constraints) {
        if (key.kind === 'foreign-key' && key.target === relation.id) report({ kind: 'constraint', table: object.id, id: key.id }, false);
      }
    }
    rulesIn(object, (rule) => mentionsOfPart(rule).includes(relation.id), report);
    // Columns of the row type.
    usersIn(object, () => false, (type) => mentionsType(type, relation.id), report);
  }
}

/** That it reads the rows of a child with those of its parent makes it depend on the parent only. */
function readsRelation({ query }: View, relation: ObjectId): boolean {
  return someNode(withoutFamilies(query), (node) => node.kind === 'table' && 'relation' in node && node.relation === relation);
}

function dependentsOfColumn(catalog: Catalog, tableId: ObjectId, column: ColumnId, report: Report): void {
  const table = catalog.objects.get(tableId);
  if (table?.kind !== 'table') return;
  report({ kind: 'default', table: tableId, id: column }, true);
  partsOfTableReading(table, column, report);
  for (const object of objectsMentioning(catalog, column)) {
    rulesIn(object, (rule) => mentionsOfPart(rule).includes(column), report);
    if (object.kind === 'view' && readsColumn(object.query, column)) report({ kind: 'object', id: object.id }, false);
    else if (object.kind === 'sequence' && object.ownedBy?.column === column) report({ kind: 'object', id: object.id }, true);
    else if (object.kind === 'table') {
      for (const key of object.constraints) {
        if (key.kind === 'foreign-key' && key.target === tableId && key.targetColumns.includes(column)) {
          report({ kind: 'constraint', table: object.id, id: key.id }, false);
        }
      }
    }
  }
}

function partsOfTableReading(table: Table, column: ColumnId, report: Report): void {
  for (const constraint of table.constraints) {
    const reads =
      constraint.kind === 'not-null'
        ? constraint.column === column
        : constraint.kind === 'exclusion'
          ? readsColumn([constraint.elements, constraint.where], column)
          : constraint.columns.includes(column) || ('include' in constraint && constraint.include.includes(column));
    if (reads) report({ kind: 'constraint', table: table.id, id: constraint.id }, true);
  }
  for (const index of table.indexes) {
    if (index.include.includes(column) || readsColumn([index.keys, index.where], column)) report({ kind: 'index', table: table.id, id: index.id }, true);
  }
  for (const trigger of table.triggers) {
    if (trigger.columns.includes(column) || readsColumn(trigger.when, column)) report({ kind: 'trigger', table: table.id, id: trigger.id }, false);
  }
  for (const other of table.columns) {
    if (other.id !== column && other.generated && readsColumn(other.generated.expr, column)) report({ kind: 'column', table: table.id, id: other.id }, false);
  }
}

/** Foreign keys that lean on this unique constraint or index. */
function foreignKeysOn(catalog: Catalog, tableId: ObjectId, key: ObjectId, report: Report): void {
  const target = catalog.objects.get(tableId);
  if (target?.kind !== 'table' || !uniqueKeysOf(target).some((candidate) => candidate.id === key)) return;
  for (const { table, key: reference } of referencesTo(catalog, tableId)) {
    if (supportOf(target, reference) === key) report({ kind: 'constraint', table: table.id, id: reference.id }, false);
  }
}

function dependentsOfSequence(catalog: Catalog, { id, name }: Sequence, report: Report): void {
  for (const user of objectsMentioning(catalog, name)) usersIn(user, (tree) => readsSequence(catalog, tree, id), () => false, report);
}

/** `nextval('s'::regclass)` */
export function readsSequence(catalog: Catalog, tree: unknown, id: ObjectId): boolean {
  return someNode(tree, (node) => isLiteral(node) && node.value !== null && isRegclass(node.type) && sequenceOfText(catalog, node.value)?.id === id);
}

function dependentsOfFunction(catalog: Catalog, fn: FunctionObject, report: Report): void {
  const users = objectsMentioning(catalog, fn.id);
  for (const object of users) {
    if (object.kind !== 'table' && object.kind !== 'view') continue;
    for (const trigger of object.triggers) if (trigger.function === fn.id) report({ kind: 'trigger', table: object.id, id: trigger.id }, false);
  }
  for (const user of users) usersIn(user, (tree) => someNode(tree, (node) => node.kind === 'call' && 'function' in node && node.function === fn.id), () => false, report);
}


/** Everything whose stored expressions or types use something. */
function usersOf(catalog: Catalog, inTree: (tree: unknown) => boolean, inType: (type: DataType) => boolean, report: Report): void {
  for (const object of catalog.objects.values()) usersIn(object, inTree, inType, report);
}

function usersIn(object: CatalogObject, inTree: (tree: unknown) => boolean, inType: (type: DataType) => boolean, report: Report): void {
  if (object.kind === 'table') usersInTable(object, inTree, inType, report);
  rulesIn(object, ({ when, actions }) => inTree([when, actions]), report);
  if (object.kind === 'view') for (const column of object.columns) if (inTree(column.default)) report({ kind: 'default', table: object.id, id: column.id }, false);
  const uses =
    (object.kind === 'view' && (inTree(object.query) || object.columns.some((column) => inType(column.type)))) ||
    (object.kind === 'domain' && (inType(object.base) || inTree([object.default, object.checks]))) ||
    (object.kind === 'composite' && object.fields.some((field) => inType(field.type))) ||
    (object.kind === 'function' && (object.parameters.some((parameter) => inType(parameter.type)) || (object.returns !== undefined && inType(object.returns))));
  if (uses) report({ kind: 'object', id: object.id }, false);
}

/** What a rule does is bound when it is made, as a view is. */
function rulesIn(object: CatalogObject, uses: (rule: Rule) => boolean, report: Report): void {
  if (object.kind !== 'table' && object.kind !== 'view') return;
  for (const rule of object.rules ?? []) if (uses(rule)) report({ kind: 'rule', table: object.id, id: rule.id }, false);
}

function usersInTable(table: Table, inTree: (tree: unknown) => boolean, inType: (type: DataType) => boolean, report: Report): void {
  for (const column of table.columns) {
    if (inType(column.type) || inTree(column.generated?.expr)) report({ kind: 'column', table: table.id, id: column.id }, false);
    else if (inTree(column.default)) report({ kind: 'default', table: table.id, id: column.id }, false);
  }
  for (const constraint of table.constraints) {
    const trees = constraint.kind === 'check' ? constraint.expr : constraint.kind === 'exclusion' ? [constraint.elements, constraint.where] : undefined;
    if (inTree(trees)) report({ kind: 'constraint', table: table.id, id: constraint.id }, false);
  }
  for (const index of table.indexes) if (inTree([index.keys, index.where])) report({ kind: 'index', table: table.id, id: index.id }, false);
  for (const trigger of table.triggers) if (inTree(trigger.when)) report({ kind: 'trigger', table: table.id, id: trigger.id }, false);
}

function typeOfExtension(type: DataType): string | undefined {
  if (type.kind === 'array') return typeOfExtension(type.element);
  return type.kind === 'base' ? pgType(type.name)?.extension : undefined;
}

function usesExtension(tree: unknown, extension: string): boolean {
  return someNode(tree, (node) => {
    if (node.kind === 'base' && 'name' in node && typeof node.name === 'string') return pgType(node.name)?.extension === extension;
    if (node.kind !== 'call' || !('name' in node) || typeof node.name !== 'string' || ('function' in node && node.function !== undefined)) return false;
    const candidates = pgFunctions(node.name);
    return candidates.length > 0 && candidates.every((candidate) => candidate.extension === extension);
  });
}

