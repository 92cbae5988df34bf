import type { Catalog, CatalogObject, Column, Table, View } from '../../../model/catalog.js';
import type { Constraint } from '../../../model/constraint.js';
import type { DataType } from '../../../model/data-type.js';
import type { OutputColumn } from '../../../model/query.js';
import { columnOf } from '../../../model/catalog-lookup.js';
import { pgTypeNames } from '../../analyze/pg-tables.js';
import { typeKey } from '../../analyze/type-key.js';
import { typeName, typeText } from '../../analyze/type-text.js';
import { constraintRow } from './constraint-row.js';
import { dependencyRows } from './dependency-rows.js';
import { functionRow } from './function-row.js';
import { partitionTables } from './partition-tables.js';
import { constraintText, defaultText, indexText } from './definition-text.js';
import { quoteIdent } from './quote.js';
import type { Value } from './value.js';

export type SystemRow = Readonly<Record<string, Value>>;
type Rows = (catalog: Catalog) => readonly SystemRow[];

/** What has no counterpart is never there, so that it is created, which does nothing. */
const NEVER_THERE = [
  'pg_available_extensions', 'pg_roles', 'pg_user', 'pg_auth_members', 'information_schema.role_table_grants', 'information_schema.table_privileges',
  'information_schema.column_privileges', 'information_schema.role_routine_grants', 'information_schema.usage_privileges',
  'information_schema.enabled_roles', 'information_schema.applicable_roles', 'pg_authid', 'pg_policies', 'pg_policy', 'pg_publication',
  'pg_publication_tables', 'pg_subscription', 'pg_event_trigger', 'pg_statistic_ext', 'cron.job', 'cron.job_run_details', 'net.http_request_queue',
  'net._http_response', 'information_schema.foreign_tables', 'information_schema.foreign_servers', 'information_schema.foreign_data_wrappers',
  'pg_foreign_table', 'pg_foreign_server', 'pg_foreign_data_wrapper', 'pg_user_mappings',
] as const;

/** What Postgres' own views show of a catalog: the columns that guards in migrations ask for. Ids stand for OIDs. */
export const SYSTEM_RELATIONS: Readonly<Record<string, Rows>> = {
  'information_schema.tables': (catalog) => relations(catalog).map((object) => ({ ...named(object), table_schema: object.schema, table_name: object.name, table_type: object.kind === 'table' ? 'BASE TABLE' : 'VIEW', is_insertable_into: 'YES' })),
  'information_schema.views': (catalog) => relations(catalog).flatMap((object) => (object.kind === 'view' && !object.materialized ? [{ table_catalog: DATABASE, table_schema: object.schema, table_name: object.name }] : [])),
  'information_schema.columns': (catalog) => relations(catalog).flatMap((object) => object.columns.map((_, i) => informationColumn(object, i, catalog))),
  'information_schema.table_constraints': (catalog) => constraints(catalog).flatMap(({ table, constraint }) => informationConstraint(table, constraint)),
  'information_schema.key_column_usage': (catalog) => constraints(catalog).flatMap(({ table, constraint }) => keyColumns(table, constraint).map((name, i) => ({ ...constraintName(table, constraint), table_schema: table.schema, table_name: table.name, column_name: name, ordinal_position: i + 1 }))),
  'information_schema.constraint_column_usage': (catalog) => constraints(catalog).flatMap(({ table, constraint }) => usedColumns(table, constraint, catalog).map((used) => ({ ...used, constraint_schema: table.schema, constraint_name: constraint.name }))),
  'information_schema.referential_constraints': (catalog) => constraints(catalog).flatMap(({ table, constraint }) => (constraint.kind === 'foreign-key' ? [{ ...constraintName(table, constraint), delete_rule: constraint.onDelete.toUpperCase(), update_rule: constraint.onUpdate.toUpperCase() }] : [])),
  'information_schema.check_constraints': (catalog) => constraints(catalog).flatMap(({ table, constraint }) => (constraint.kind === 'check' || constraint.kind === 'not-null' ? [withTexts(constraintName(table, constraint), { check_clause: () => checkClause(constraint, table, catalog) })] : [])),
  'information_schema.schemata': (catalog) => [...catalog.schemas.keys(), ...SYSTEM_SCHEMAS].map((name) => ({ catalog_name: DATABASE, schema_name: name })),
  'information_schema.sequences': (catalog) => objectsOf(catalog, 'sequence').map(({ schema, name }) => ({ sequence_catalog: DATABASE, sequence_schema: schema, sequence_name: name })),
  'information_schema.domains': (catalog) => objectsOf(catalog, 'domain').map(({ schema, name }) => ({ domain_catalog: DATABASE, domain_schema: schema, domain_name: name })),
  'information_schema.routines': (catalog) => objectsOf(catalog, 'function').map(({ schema, name, isProcedure }) => ({ routine_schema: schema, routine_name: name, specific_schema: schema, routine_type: isProcedure ? 'PROCEDURE' : 'FUNCTION' })),
  'information_schema.triggers': (catalog) => triggers(catalog).flatMap(({ table, trigger }) => trigger.events.map((event) => ({ trigger_schema: table.schema, trigger_name: trigger.name, event_object_schema: table.schema, event_object_table: table.name, event_manipulation: event.toUpperCase(), action_timing: trigger.timing.toUpperCase() }))),
  pg_namespace: (catalog) => [...catalog.schemas.keys(), ...SYSTEM_SCHEMAS].map((name) => ({ oid: `namespace ${name}`, nspname: name })),
  pg_class: (catalog) => [...objectsOf(catalog, 'table'), ...objectsOf(catalog, 'view'), ...objectsOf(catalog, 'sequence'), ...objectsOf(catalog, 'composite')].map(relationRow).concat(partitions(catalog).map((table) => ({ ...relationRow(table), relispartition: true })), indexes(catalog).map(({ table, index }) => ({ oid: index.id, relname: index.name, relnamespace: `namespace ${table.schema}`, relkind: 'i', ...NO_POLICIES }))),
  pg_tables: (catalog) => [...objectsOf(catalog, 'table'), ...partitions(catalog)].map((table) => ({ schemaname: table.schema, tablename: table.name, rowsecurity: table.rowSecurity ?? false, hastriggers: table.triggers.length > 0 })),
  pg_views: (catalog) => objectsOf(catalog, 'view').flatMap((view) => (view.materialized ? [] : [{ schemaname: view.schema, viewname: view.name }])),
  pg_matviews: (catalog) => objectsOf(catalog, 'view').flatMap((view) => (view.materialized ? [{ schemaname: view.schema, matviewname: view.name }] : [])),
  pg_rules: (catalog) => ruled(catalog).flatMap(({ schema, name, rules = [] }) => rules.map((rule) => ({ schemaname: schema, tablename: name, rulename: rule.name }))),
  pg_sequences: (catalog) => objectsOf(catalog, 'sequence').map(({ schema, name }) => ({ schemaname: schema, sequencename: name })),
  pg_indexes: (catalog) => indexes(catalog).map(({ table, index }) => withTexts({ schemaname: table.schema, tablename: table.name, indexname: index.name }, { indexdef: () => indexText(index.whole, table, catalog) })),
  pg_attrdef: (catalog) => objectsOf(catalog, 'table').flatMap((table) => table.columns.flatMap((column, i) => (column.default || column.generated ? [withTexts({ adrelid: table.id, adnum: i + 1 }, { adbin: () => defaultText(column, table, catalog) })] : []))),
  pg_database: () => [{ datname: DATABASE }],
  pg_index: (catalog) => indexes(catalog).map(({ table, index }) => ({ indexrelid: index.id, indrelid: table.id, indisunique: index.unique, indisprimary: index.primary, indisvalid: true })),
  pg_attribute: (catalog) => [...objectsOf(catalog, 'table'), ...partitions(catalog), ...objectsOf(catalog, 'view'), ...objectsOf(catalog, 'composite')].flatMap((object) => ('columns' in object ? object.columns : object.fields).map((column, i) => attributeRow(object.id, column, i))),
  pg_type: (catalog) => [...catalog.objects.values()].flatMap((object) => typeRow(object)).concat(baseTypes()),
  pg_enum: (catalog) => objectsOf(catalog, 'enum').flatMap((type) => type.values.map(({ id, label }, i) => ({ oid: id, enumtypid: `type #${type.id}`, enumlabel: label, enumsortorder: i + 1 }))),
  pg_constraint: (catalog) => constraints(catalog).map(({ table, constraint }) => constraintRow(table, constraint, catalog)),
  pg_trigger: (catalog) => triggers(catalog).map(({ table, trigger }) => ({ oid: trigger.id, tgname: trigger.name, tgrelid: table.id, tgfoid: trigger.function, tgisinternal: false, tgenabled: trigger.enabled || trigger.waits ? { always: 'A', replica: 'R', origin: 'O' }[trigger.fires ?? 'origin'] : 'D' })),
  pg_proc: (catalog) => objectsOf(catalog, 'function').map(functionRow),
  pg_language: (catalog) => [...new Set([...objectsOf(catalog, 'function').map(({ language }) => language), 'internal', 'c', 'sql', 'plpgsql'])].map((name) => ({ oid: `language ${name}`, lanname: name })),
  pg_collation: () => COLLATIONS,
  pg_depend: dependencyRows,
  pg_rewrite: (catalog) => [...objectsOf(catalog, 'view').map(({ id }) => ({ oid: id, ev_class: id, rulename: '_RETURN' })), ...ruled(catalog).flatMap(({ id, rules = [] }) => rules.map((rule) => ({ oid: rule.id, ev_class: id, rulename: rule.name })))],
  pg_inherits: (catalog) => [...partitionTables(catalog).map(({ table, parent }) => [table.id, parent, 1] as const), ...objectsOf(catalog, 'table').flatMap(({ id, inherits = [] }) => inherits.map((parent, i) => [id, parent, i + 1] as const))].map(([inhrelid, inhparent, inhseqno]) => ({ inhrelid, inhparent, inhseqno, inhdetachpending: false })),
  pg_extension: (catalog) => [...catalog.extensions.values()].map(({ name, schema }) => ({ extname: name, extnamespace: `namespace ${schema}` })),
  ...Object.fromEntries(NEVER_THERE.map((name): [string, Rows] => [name, () => []])),
};

/** Those that each database has, and those of ICU that migrations ask for; to use one is warned of. Others are created, which does nothing. */
const COLLATIONS = ['default', 'C', 'POSIX', 'ucs_basic', 'unicode', 'und-x-icu', 'en-x-icu', 'en-US-x-icu'].map((collname) => ({ oid: `collation ${collname}`, collname, collnamespace: 'namespace pg_catalog' }));

export const DATABASE = 'database';
const SYSTEM_SCHEMAS = ['pg_catalog', 'information_schema'];

type Kind = CatalogObject['kind'];

function objectsOf<K extends Kind>(catalog: Catalog, kind: K): readonly Extract<CatalogObject, { kind: K }>[] {
  const found = [...catalog.objects.values()].filter((object): object is Extract<CatalogObject, { kind: K }> => object.kind === kind);
  return found.toSorted((a, b) => a.id - b.id);
}

function ruled(catalog: Catalog): readonly (Table | View)[] {
  return relations(catalog).filter(({ rules }) => rules);
}

function relations(catalog: Catalog): readonly (Table | View)[] {
  return [...objectsOf(catalog, 'table'), ...partitions(catalog), ...objectsOf(catalog, 'view').filter(({ materialized }) => !materialized)];
}

function partitions(catalog: Catalog): readonly Table[] {
  return partitionTables(catalog).map(({ table }) => table);
}

/** A row with texts that are written only where they are asked for: not every definition can be. `*` leaves them out. */
function withTexts(row: SystemRow, texts: Readonly<Record<string, () => Value>>): SystemRow {
  const whole = { ...row };
  for (const [name, get] of Object.entries(texts)) Object.defineProperty(whole, name, { get, enumerable: false });
  return whole;
}

/** Those of Postgres itself, by the keys that columns have. */
function baseTypes(): readonly SystemRow[] {
  return [...pgTypeNames()].map((name) => ({ oid: `type ${name}`, typname: name, typnamespace: 'namespace pg_catalog', typtype: name.endsWith('range') ? 'r' : 'b', typrelid: 0 }));
}

function checkClause(constraint: Constraint, table: Table, catalog: Catalog): string {
  if (constraint.kind === 'not-null') return `${quoteIdent(columnOf(table, constraint.column).name)} IS NOT NULL`;
  return constraintText(constraint, table, catalog).slice('CHECK '.length);
}

function named({ schema }: CatalogObject): SystemRow {
  return { table_catalog: DATABASE, table_schema: schema };
}

function informationColumn(object: Table | View, i: number, catalog: Catalog): SystemRow {
  const column = object.columns[i];
  if (!column) return {};
  const { type } = column;
  const length = type.kind === 'base' && ['varchar', 'bpchar'].includes(type.name) ? (type.modifiers[0] ?? null) : null;
  const precision: SystemRow = type.kind === 'base' && type.name === 'numeric' ? { numeric_precision: type.modifiers[0] ?? null, numeric_scale: type.modifiers[1] ?? null } : {};
  return withTexts({
    ...named(object),
    table_name: object.name,
    column_name: column.name,
    ordinal_position: i + 1,
    is_nullable: 'notNull' in column && column.notNull ? 'NO' : 'YES',
    data_type: type.kind === 'array' ? 'ARRAY' : type.kind === 'base' ? typeName(type, catalog) : 'USER-DEFINED',
    udt_name: type.kind === 'base' ? type.name : type.kind === 'array' ? typeKey(type) : typeText(type, catalog).replaceAll('"', ''),
    character_maximum_length: length,
    is_identity: 'identity' in column ? 'YES' : 'NO',
    is_generated: 'generated' in column ? 'ALWAYS' : 'NEVER',
    ...precision,
  }, { column_default: () => (object.kind === 'table' ? defaultText(object.columns[i] as Column, object, catalog) : null) });
}

interface Owned {
  readonly table: Table;
  readonly constraint: Constraint;
}

function constraints(catalog: Catalog): readonly Owned[] {
  return objectsOf(catalog, 'table').flatMap((table) => table.constraints.map((constraint) => ({ table, constraint })));
}

function triggers(catalog: Catalog) {
  return [...objectsOf(catalog, 'table'), ...partitions(catalog)].flatMap((table) => table.triggers.map((trigger) => ({ table, trigger })));
}

/** Indexes of the user and those of keys, which bear the constraint's name. */
function indexes(catalog: Catalog) {
  return objectsOf(catalog, 'table').flatMap((table) => [
    ...table.indexes.map((whole) => ({ table, index: { id: whole.id, name: whole.name, unique: whole.unique, primary: false, whole } })),
    ...table.constraints.flatMap((whole) => (whole.kind === 'primary-key' || whole.kind === 'unique' ? [{ table, index: { id: whole.id, name: whole.name, unique: true, primary: whole.kind === 'primary-key', whole } }] : [])),
  ]);
}

function constraintName(table: Table, { name }: Constraint): SystemRow {
  return { constraint_catalog: DATABASE, constraint_schema: table.schema, constraint_name: name };
}

const TYPES = { 'primary-key': 'PRIMARY KEY', unique: 'UNIQUE', check: 'CHECK', 'foreign-key': 'FOREIGN KEY', 'not-null': 'CHECK' } as const;

function informationConstraint(table: Table, constraint: Constraint): readonly SystemRow[] {
  if (constraint.kind === 'exclusion') return [];
  return [{ ...constraintName(table, constraint), table_schema: table.schema, table_name: table.name, constraint_type: TYPES[constraint.kind] }];
}

function keyColumns(table: Table, constraint: Constraint): readonly string[] {
  return 'columns' in constraint && constraint.kind !== 'check' ? constraint.columns.map((id) => columnOf(table, id).name) : [];
}

function usedColumns(table: Table, constraint: Constraint, catalog: Catalog): readonly SystemRow[] {
  const target = constraint.kind === 'foreign-key' ? catalog.objects.get(constraint.target) : table;
  if (target?.kind !== 'table') return [];
  const ids = constraint.kind === 'foreign-key' ? constraint.targetColumns : 'columns' in constraint ? constraint.columns : [];
  return ids.map((id) => ({ table_schema: target.schema, table_name: target.name, column_name: columnOf(target, id).name }));
}

/** Row-level security is never forced. */
const NO_POLICIES = { relrowsecurity: false, relforcerowsecurity: false, relispartition: false } as const;

const RELATION_KINDS = { table: 'r', view: 'v', sequence: 'S', composite: 'c' } as const;

function relationRow(object: Extract<CatalogObject, { kind: keyof typeof RELATION_KINDS }>): SystemRow {
  const relkind = object.kind === 'table' && object.partitioned ? 'p' : object.kind === 'view' && object.materialized ? 'm' : RELATION_KINDS[object.kind];
  return { oid: object.id, relname: object.name, relnamespace: `namespace ${object.schema}`, relkind, ...NO_POLICIES, relrowsecurity: object.kind === 'table' && (object.rowSecurity ?? false) };
}

const TYPE_KINDS: Partial<Readonly<Record<Kind, string>>> = { enum: 'e', domain: 'd', composite: 'c', table: 'c', view: 'c' };

function typeRow(object: CatalogObject): readonly SystemRow[] {
  const typtype = TYPE_KINDS[object.kind];
  return typtype === undefined ? [] : [{ oid: `type #${object.id}`, typname: object.name, typnamespace: `namespace ${object.schema}`, typtype, typrelid: typtype === 'c' ? object.id : 0 }];
}

/** `atttypmod` of the types whose modifier is one number that migrations ask about. */
function modifierOf(type: DataType): number | null {
  if (type.kind !== 'base' || type.modifiers.length === 0) return -1;
  const [first = 0, second = 0] = type.modifiers;
  if (type.name === 'varchar' || type.name === 'bpchar') return first + 4;
  return type.name === 'numeric' ? first * 65_536 + second + 4 : null;
}

function attributeRow(relation: number, column: Column | OutputColumn, i: number): SystemRow {
  const identity = 'identity' in column ? (column.identity?.mode === 'always' ? 'a' : 'd') : '';
  return { attrelid: relation, attname: column.name, attnum: i + 1, atttypid: `type ${typeKey(column.type)}`, atttypmod: modifierOf(column.type), attnotnull: 'notNull' in column && column.notNull, attisdropped: false, atthasdef: 'default' in column, attidentity: identity, attgenerated: 'generated' in column && column.generated ? (column.generated.stored ? 's' : 'v') : '' };
}
