import type { AlterEnumStmt, CreateEnumStmt } from '@pgsql/types';
import type { CatalogObject, EnumType } from '../model/catalog.js';
import { findName, nameKey } from '../model/catalog-lookup.js';
import type { Effect } from '../model/change.js';
import type { Literal } from '../model/expression.js';
import { arrayLiteral, readArray } from './analyze/array-literal.js';
import { didYouMean } from './analyze/refuse.js';
import { mapNodes } from '../model/walk.js';
import { isLiteral } from './catalog/expression-tree.js';
import { addObject } from './catalog/names.js';
import { creationSchema, display, stringOf, unknownType, unquotedPointer, writtenList, type WrittenName } from './catalog/resolve.js';
import { newId, newPartId, put, type Draft } from './draft.js';
import { refuse } from './refuse.js';

/** Refuses a type name that a type, or a table through its row type, has already. */
export function requireFreeType(draft: Draft, schema: string, written: WrittenName): void {
  const { names, objects } = draft.catalog;
  const relation = names.get(nameKey('relation', schema, written.name));
  const kind = relation && relation.table === undefined ? objects.get(relation.id)?.kind : undefined;
  if (!names.has(nameKey('type', schema, written.name)) && kind !== 'table' && kind !== 'view') return;
  refuse(draft, 'duplicate-type', `type "${written.name}" already exists`, {
    ...unquotedPointer(written),
    help: kind ? 'A relation has an associated type of the same name, so use a name that no relation has.' : undefined,
  });
}

/** NAMEDATALEN - 1 */
const LABEL_BYTES = 63;

function requireShort(draft: Draft, label: string): void {
  if (new TextEncoder().encode(label).length <= LABEL_BYTES) return;
  refuse(draft, 'invalid-enum-label', `invalid enum label "${label}": labels must be ${LABEL_BYTES} bytes or less`);
}

/** `CREATE TYPE name AS ENUM ('a', 'b')` */
export function createEnum(draft: Draft, statement: CreateEnumStmt): Effect | undefined {
  const written = writtenList(statement.typeName);
  const schema = creationSchema(draft, written);
  requireFreeType(draft, schema, written);
  const id = newId(draft);
  const values: { id: number; label: string }[] = [];
  for (const node of statement.vals ?? []) {
    const label = stringOf(node);
    requireShort(draft, label);
    if (values.some((value) => value.label === label)) {
      refuse(draft, 'invalid-enum-label', `enum label "${label}" used more than once`);
    }
    values.push({ id: newPartId(draft), label });
  }
  addObject(draft, { kind: 'enum', id, schema, name: written.name, values });
  return undefined;
}

/** The enum of this name. */
function requireEnum(draft: Draft, written: WrittenName): EnumType {
  const entry = findName(draft.catalog, 'type', written.schema, written.name);
  const object = entry && draft.catalog.objects.get(entry.id);
  if (!object) return unknownType(draft, written);
  if (object.kind === 'enum') return object;
  return refuse(draft, 'wrong-object-type', `${display(written)} is not an enum`, { name: written.name });
}

/** `ALTER TYPE name ADD VALUE ..` and `ALTER TYPE name RENAME VALUE ..` */
export function alterEnum(draft: Draft, statement: AlterEnumStmt): Effect | undefined {
  const type = requireEnum(draft, writtenList(statement.typeName));
  if (statement.oldVal === undefined) addValue(draft, type, statement);
  else renameValue(draft, type, statement.oldVal, statement.newVal ?? '');
  return undefined;
}

/** `ADD VALUE [IF NOT EXISTS] 'new' [BEFORE | AFTER 'neighbour']` */
function addValue(draft: Draft, type: EnumType, statement: AlterEnumStmt): void {
  const label = statement.newVal ?? '';
  requireShort(draft, label);
  if (type.values.some((value) => value.label === label)) {
    if (statement.skipIfNewValExists) return;
    refuse(draft, 'invalid-enum-label', `enum label "${label}" already exists`, { help: 'Write ADD VALUE IF NOT EXISTS when it may be there already.' });
  }
  const neighbour = statement.newValNeighbor;
  const position = neighbour === undefined ? type.values.length : labelPosition(draft, type, neighbour) + (statement.newValIsAfter ? 1 : 0);
  put(draft, { ...type, values: type.values.toSpliced(position, 0, { id: newPartId(draft), label }) });
}

function labelPosition(draft: Draft, type: EnumType, label: string): number {
  const position = type.values.findIndex((value) => value.label === label);
  if (position !== -1) return position;
  return refuse(draft, 'invalid-enum-label', `"${label}" is not an existing enum label`, {
    help: didYouMean(
      label,
      type.values.map((value) => value.label),
    ),
  });
}

/** `RENAME VALUE 'old' TO 'new'`: what is stored in defaults, checks, indexes and views is renamed too. */
function renameValue(draft: Draft, type: EnumType, old: string, label: string): void {
  requireShort(draft, label);
  const position = labelPosition(draft, type, old);
  if (type.values.some((value) => value.label === label)) refuse(draft, 'invalid-enum-label', `enum label "${label}" already exists`);
  put(draft, { ...type, values: type.values.map((value, index) => (index === position ? { ...value, label } : value)) });
  mapObjects(draft, (object) => mapNodes(object, (node) => (isLiteral(node) ? renamedIn(node, type, old, label) : node)));
}

/** `'sad'`, and `'{sad,ok}'` of the type's arrays. */
function renamedIn(literal: Literal, type: EnumType, old: string, label: string): Literal {
  const { value, type: own } = literal;
  if (value === null) return literal;
  if (own.kind === 'enum') return own.id === type.id && value === old ? { ...literal, value: label } : literal;
  if (own.kind !== 'array' || own.element.kind !== 'enum' || own.element.id !== type.id) return literal;
  const input = readArray(value);
  if (!('elements' in input) || !input.elements.includes(old)) return literal;
  return { ...literal, value: arrayLiteral(input.elements.map((element) => (element === old ? label : element))) };
}

/** Edits all objects at once; those that come back the same are left alone. */
export function mapObjects(draft: Draft, edit: (object: CatalogObject) => CatalogObject): void {
  for (const object of draft.catalog.objects.values()) {
    const edited = edit(object);
    if (edited !== object) put(draft, edited);
  }
}
