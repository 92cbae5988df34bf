import { Map, Set } from 'immutable';
import { FIRST_PART_ID, type Catalog, type CatalogObject, type Column, type ColumnId, type NameEntry, type Namespace, type ObjectId, type Table, type View } from './catalog.js';
import type { ForeignKey } from './constraint.js';
import { IdMap } from './id-map.js';
import { objectsMentioning } from './mentions.js';

const EMPTY: Catalog = {
  nextId: 1,
  nextPartId: FIRST_PART_ID,
  searchPath: ['public'],
  schemas: Map([['public', { name: 'public' }]]),
  extensions: Map(),
  objects: new IdMap<CatalogObject>(),
  names: Map(),
  written: Map(),
  numbersGiven: Set(),
};

/** A catalog as a new Postgres database has it: one schema, `public`. */
export function emptyCatalog(): Catalog {
  return EMPTY;
}

/** The key of `Catalog.names`. NUL cannot occur in a Postgres identifier. */
export function nameKey(namespace: Namespace, schema: string, name: string): string {
  return `${namespace}\0${schema}\0${name}`;
}

/** Temporary objects live in their own schema, which is searched first. */
export const TEMPORARY_SCHEMA = 'pg_temp';

/** Where names without a schema are looked for: a temporary function is found only as `pg_temp.f()`. */
export function searchedSchemas({ searchPath }: Pick<Catalog, 'searchPath'>, namespace: Namespace): readonly string[] {
  return namespace === 'function' ? searchPath.filter((schema) => schema !== TEMPORARY_SCHEMA) : searchPath;
}

/** Who bears this name, searching the path when no schema is given. */
export function findName(catalog: Catalog, namespace: Namespace, schema: string | undefined, name: string): NameEntry | undefined {
  for (const candidate of schema === undefined ? searchedSchemas(catalog, namespace) : [schema]) {
    const entry = catalog.names.get(nameKey(namespace, candidate, name));
    if (entry) return entry;
  }
  return undefined;
}

/** The object with this id. @throws when it does not exist or is of another kind: an error in this program, not in the input. */
export function objectOf<K extends CatalogObject['kind']>(catalog: Catalog, id: ObjectId, kind: K): Extract<CatalogObject, { kind: K }> {
  const object = catalog.objects.get(id);
  if (object?.kind !== kind) throw new Error(`catalog object ${id} is ${object?.kind ?? 'absent'}, not ${kind}`);
  return object as Extract<CatalogObject, { kind: K }>;
}

function isTable(object: CatalogObject): object is Table {
  return object.kind === 'table';
}

function isView(object: CatalogObject): object is View {
  return object.kind === 'view';
}

/** The tables, oldest first. */
export function tablesOf(catalog: Catalog): readonly Table[] {
  return catalog.objects.where(isTable);
}

/** The views, oldest first. */
export function viewsOf(catalog: Catalog): readonly View[] {
  return catalog.objects.where(isView);
}

function hasTriggers(object: CatalogObject): object is Table | View {
  return (object.kind === 'table' || object.kind === 'view') && object.triggers.length > 0;
}

/** The tables and views with triggers, oldest first. */
export function withTriggers(catalog: Catalog): readonly (Table | View)[] {
  return catalog.objects.where(hasTriggers);
}

/** The table with this id, or what triggers see of the view, if it has triggers. */
export function tableWithTriggers(catalog: Catalog, id: ObjectId): Table | undefined {
  const object = catalog.objects.get(id);
  if (object?.kind === 'table') return object.triggers.length > 0 ? object : undefined;
  return object?.kind === 'view' && object.triggers.length > 0 ? viewAsTable(object) : undefined;
}

const VIEWS_AS_TABLES = new WeakMap<View, Table>();

/** What triggers see of a view: its columns. */
export function viewAsTable(view: View): Table {
  let table = VIEWS_AS_TABLES.get(view);
  if (!table) {
    const { id, schema, name, triggers } = view;
    const columns = view.columns.map((column): Column => ({ id: column.id, name: column.name, type: column.type, notNull: false }));
    VIEWS_AS_TABLES.set(view, (table = { kind: 'table', id, schema, name, columns, constraints: [], indexes: [], triggers, persistence: 'permanent' }));
  }
  return table;
}

export function findColumn(table: Pick<Table, 'columns'>, id: ColumnId | undefined): Column | undefined {
  for (const column of table.columns) if (column.id === id) return column;
  return undefined;
}

export function columnOf(table: Table, id: ColumnId): Column {
  const column = findColumn(table, id);
  if (!column) throw new Error(`table ${table.name} has no column ${id}`);
  return column;
}

/** The tables that inherit from one. */
export function childrenOf({ objects }: Catalog, { id, children = [] }: Table): readonly Table[] {
  return children.flatMap((child) => {
    const object = objects.get(child);
    return object?.kind === 'table' && object.inherits?.includes(id) ? [object] : [];
  });
}

/** The tables that one inherits from. */
export function parentsOf({ objects }: Catalog, { inherits = [] }: Table): readonly Table[] {
  return inherits.flatMap((parent) => {
    const object = objects.get(parent);
    return object?.kind === 'table' ? [object] : [];
  });
}

/** The foreign keys that point at a table, with the tables that hold them; the table itself included. */
export function referencesTo(catalog: Catalog, target: ObjectId): readonly { readonly table: Table; readonly key: ForeignKey }[] {
  const found: { table: Table; key: ForeignKey }[] = [];
  for (const table of objectsMentioning(catalog, target)) {
    if (table.kind !== 'table') continue;
    for (const key of table.constraints) if (key.kind === 'foreign-key' && key.target === target) found.push({ table, key });
  }
  return found;
}

export function hasForeignKeys(catalog: Catalog): boolean {
  return tablesOf(catalog).some(({ constraints }) => constraints.some(({ kind }) => kind === 'foreign-key'));
}
