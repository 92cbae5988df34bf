import type { Node, RangeVar } from '@pgsql/types';
import type { CatalogObject, Column, Table } from '../../model/catalog.js';
import type { NameEntry } from '../../model/catalog.js';
import { findName, nameKey, TEMPORARY_SCHEMA } from '../../model/catalog-lookup.js';
import type { Draft } from '../draft.js';
import { refuse } from '../refuse.js';
import { ensureTemporarySchema } from '../temporary-schema.js';
import { didYouMean } from '../analyze/refuse.js';
import { foundElsewhere } from './elsewhere.js';
import { helpForSchema } from './unknown-schema.js';

/** A name as it was written: `schema.name` or `name`, with the offset where it stands if the parser gave one. */
export interface WrittenName {
  readonly schema?: string | undefined;
  readonly name: string;
  readonly at?: number | undefined;
}

const SYSTEM_SCHEMAS: ReadonlySet<string> = new Set(['pg_catalog', 'information_schema']);

export function stringOf(node: Node | undefined): string {
  return node && 'String' in node ? (node.String.sval ?? '') : '';
}

export function writtenRange(range: RangeVar | undefined): WrittenName {
  const schema = range?.schemaname;
  return { ...(schema === undefined ? {} : { schema }), name: range?.relname ?? '', at: range?.location };
}

/** `[schema,] name` as the parser gives names in lists; a database name in front is dropped. */
export function writtenList(nodes: readonly Node[] | undefined): WrittenName {
  const parts = (nodes ?? []).map(stringOf);
  const name = parts.at(-1) ?? '';
  const schema = parts.at(-2);
  return schema === undefined ? { name } : { schema, name };
}

/** The names in a List node, a TypeName or a String: how DROP, RENAME and COMMENT name their objects. */
export function writtenNode(node: Node | undefined): WrittenName {
  if (node && 'List' in node) return writtenList(node.List.items);
  if (node && 'TypeName' in node) return { ...writtenList(node.TypeName.names), at: node.TypeName.location };
  return { name: stringOf(node) };
}

export function display(written: WrittenName): string {
  return written.schema === undefined ? written.name : `${written.schema}.${written.name}`;
}

export function unquotedPointer(written: WrittenName): { name: string; at?: number | undefined } {
  return { name: written.name, at: written.at };
}

/** The schema for a new object: the one written, or the first of the search path that exists; for CREATE TEMP, which the parser marks with `t`, that of temporary objects. */
export function creationSchema(draft: Draft, written: WrittenName, persistence?: string): string {
  if (persistence === 't' || written.schema === TEMPORARY_SCHEMA) return ensureTemporarySchema(draft);
  const { catalog } = draft;
  if (written.schema !== undefined) {
    requireSchema(draft, written.schema, written.at);
    return written.schema;
  }
  const schema = catalog.searchPath.find((name) => name !== TEMPORARY_SCHEMA && catalog.schemas.has(name));
  if (schema === undefined) {
    refuse(draft, 'unknown-schema', 'no schema has been selected to create in', {
      ...unquotedPointer(written),
      help: 'Write the schema in front of the name, or SET search_path to a schema that exists.',
    });
  }
  return schema;
}

export function requireSchema(draft: Draft, schema: string, at?: number): void {
  if (SYSTEM_SCHEMAS.has(schema)) {
    refuse(draft, 'system-schema', `schema "${schema}" belongs to Postgres`, { name: schema, at, help: 'Use a schema of your own.' });
  }
  if (draft.catalog.schemas.has(schema)) return;
  refuse(draft, 'unknown-schema', `schema "${schema}" does not exist`, {
    name: schema,
    at,
    help: helpForSchema(schema, draft.catalog),
  });
}

export type RelationKind = 'table' | 'view' | 'materialized view' | 'sequence' | 'index' | 'composite type';

export interface Relation {
  readonly entry: NameEntry;
  readonly kind: RelationKind;
  /** The object that bears the name, or for an index the table or view that holds it. */
  readonly object: CatalogObject;
  /** The name stands for a partition, which is folded into `object`. */
  readonly partition: boolean;
}

/** What bears this relation name. */
export function findRelation(draft: Draft, written: WrittenName): Relation | undefined {
  const entry = findName(draft.catalog, 'relation', written.schema, written.name);
  return entry && describeRelation(draft, entry);
}

function describeRelation(draft: Draft, entry: NameEntry): Relation {
  const object = draft.catalog.objects.get(entry.table ?? entry.id);
  if (!object) throw new Error(`the name of ${entry.id} leads to no object`);
  if (entry.table !== undefined) return { entry, kind: 'index', object, partition: false };
  if (object.kind === 'table') return { entry, kind: 'table', object, partition: entry.partition !== undefined };
  if (object.kind === 'view') return { entry, kind: object.materialized ? 'materialized view' : 'view', object, partition: false };
  if (object.kind === 'sequence') return { entry, kind: 'sequence', object, partition: false };
  return { entry, kind: 'composite type', object, partition: false };
}

/** Names of relations for "did you mean": those that the written name could have reached. */
function* reachableNames(draft: Draft, namespace: string, schema: string | undefined): Generator<string> {
  const schemas = new Set(schema === undefined ? draft.catalog.searchPath : [schema]);
  for (const key of draft.catalog.names.keys()) {
    const [space, inSchema, name] = key.split('\0');
    if (space === namespace && inSchema !== undefined && name !== undefined && schemas.has(inSchema)) yield name;
  }
}

export function unknownRelation(draft: Draft, written: WrittenName, what = 'relation'): never {
  if (written.schema !== undefined && !SYSTEM_SCHEMAS.has(written.schema)) requireSchema(draft, written.schema, written.at);
  const code = what === 'index' ? 'unknown-index' : what === 'sequence' ? 'unknown-sequence' : 'unknown-table';
  refuse(draft, code, `${what} "${display(written)}" does not exist`, {
    ...unquotedPointer(written),
    help: foundElsewhere(draft.catalog, written.schema, written.name) ?? didYouMean(written.name, reachableNames(draft, 'relation', written.schema)),
  });
}

export function unknownType(draft: Draft, written: WrittenName): never {
  if (written.schema !== undefined && !SYSTEM_SCHEMAS.has(written.schema)) requireSchema(draft, written.schema, written.at);
  refuse(draft, 'unknown-type', `type "${display(written)}" does not exist`, {
    ...unquotedPointer(written),
    help: didYouMean(written.name, reachableNames(draft, 'type', written.schema)),
  });
}

/** The table of this name. @throws Refusal when there is none or the name belongs to something else. */
export function requireTable(draft: Draft, written: WrittenName): Table {
  const relation = findRelation(draft, written);
  if (!relation) return unknownRelation(draft, written);
  if (relation.object.kind !== 'table' || relation.kind === 'index') {
    refuse(draft, 'wrong-object-type', `"${written.name}" is not a table`, {
      ...unquotedPointer(written),
      help: `It is ${withArticle(relation.kind)}.`,
    });
  }
  return relation.object;
}

export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** @throws Refusal with Postgres' wording when the table has no such column. */
export function requireColumn(draft: Draft, table: Table, name: string, at?: number): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column) return column;
  return unknownColumn(draft, table, name, at, `column "${name}" of relation "${table.name}" does not exist`);
}

export function unknownColumn(draft: Draft, table: Table, name: string, at: number | undefined, message: string): never {
  refuse(draft, 'unknown-column', message, {
    name,
    at,
    help:
      didYouMean(
        name,
        table.columns.map((column) => column.name),
      ) ?? `${table.name} has the columns ${table.columns.map((column) => column.name).join(', ')}.`,
  });
}

/** @throws Refusal when a relation of this name is in the schema. A type of that name is in the way too: a table has a row type. */
export function requireFreeRelation(draft: Draft, schema: string, written: WrittenName, hasRowType: boolean): void {
  const pointer = unquotedPointer(written);
  if (draft.catalog.names.has(nameKey('relation', schema, written.name))) {
    refuse(draft, 'duplicate-table', `relation "${written.name}" already exists`, pointer);
  }
  if (hasRowType && draft.catalog.names.has(nameKey('type', schema, written.name))) {
    refuse(draft, 'duplicate-type', `type "${written.name}" already exists`, {
      ...pointer,
      help: 'A relation has an associated type of the same name, so use a name that no type has.',
    });
  }
}
