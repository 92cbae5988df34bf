import type { Dialect, Family, RowNote, TypeRow } from '../../dialects/dialect.js';
import { objectOf } from '../../model/catalog-lookup.js';
import type { Catalog } from '../../model/catalog.js';
import type { BaseType, DataType, UserType } from '../../model/data-type.js';
import type { TargetOptions } from '../../model/dialect.js';

/**
 * The type that the target declares for a column of this Postgres type: `timestamptz` -> `DATETIME` or, in the exact mapping, `TEXT`.
 * A domain is printed as its base type, enums and arrays are TEXT. Types that `typeNotes` refuses print as TEXT, so that planning can go on.
 *
 * @see https://www.sqlite.org/datatype3.html
 */
export function declaredType(type: DataType, catalog: Catalog, dialect: Dialect, options: TargetOptions): string {
  const override = overrideOf(type, catalog, options);
  if (override !== undefined) return override;
  if (type.kind === 'domain') return declaredType(objectOf(catalog, type.id, 'domain').base, catalog, dialect, options);
  return (type.kind === 'base' && dialect.types[type.name]?.[options.mapping]) || 'TEXT';
}

/** What has to be said about a column of this type on the target: refusals (`unsupported-type`) and losses. */
export function typeNotes(type: DataType, catalog: Catalog, dialect: Dialect, options: TargetOptions): readonly RowNote[] {
  if (overrideOf(type, catalog, options) !== undefined) return [];
  switch (type.kind) {
    case 'array':
      if (type.element.kind === 'composite') return [dialect.types['record']?.note ?? unknownType(typeName(type, catalog))];
      return typeNotes(type.element, catalog, dialect, options).filter((note) => note.code === 'unsupported-type');
    case 'domain':
      return typeNotes(objectOf(catalog, type.id, 'domain').base, catalog, dialect, options);
    case 'enum':
      return [];
    case 'composite':
      return compositeNotes(type, catalog, dialect, options);
    case 'base':
      return baseNotes(type, dialect, options);
  }
}

/** The type of a table's rows has the columns that the table happens to have. */
function compositeNotes(type: UserType, catalog: Catalog, dialect: Dialect, options: TargetOptions): readonly RowNote[] {
  const object = catalog.objects.get(type.id);
  if (object?.kind !== 'composite') return [dialect.types['record']?.note ?? unknownType(typeName(type, catalog))];
  const refused = object.fields.flatMap((field) => typeNotes(field.type, catalog, dialect, options)).filter((note) => note.code === 'unsupported-type');
  if (refused.length > 0) return refused;
  const digits = options.mapping === 'exact' && object.fields.some(({ type: field }) => field.kind === 'base' && field.name === 'numeric' && field.modifiers.length === 0);
  return [{ code: 'lossy-type', message: `values of the composite type ${object.name} are kept as JSON documents of their fields${digits ? ': 1.0 and 1.00 are two where rows are grouped by them, or unique' : ''}` }];
}

function baseNotes(type: BaseType, dialect: Dialect, options: TargetOptions): readonly RowNote[] {
  const row: TypeRow | undefined = dialect.types[type.name];
  if (!row) return [unknownType(type.name)];
  if (row.note) return [row.note];
  const [precision = Infinity] = type.modifiers;
  if (row.family !== 'numeric' || options.mapping === 'exact' || precision <= 15) return [];
  const what = type.modifiers.length > 0 ? `numeric(${type.modifiers.join(',')})` : 'numeric';
  return [
    {
      code: 'lossy-numeric',
      message: `${what} is stored as REAL, which keeps 15 significant digits`,
      help: 'Use numeric with a precision of at most 15, or the mapping `exact`, which stores numerics as text.',
    },
  ];
}

function unknownType(name: string): RowNote {
  return {
    code: 'unsupported-type',
    message: `there is no rendering for the type ${name}`,
    help: `Choose a storage type in the configuration: types: { ${JSON.stringify(name)}: 'TEXT' }.`,
  };
}

/** The user's choice for this type, by the name that it has in Postgres (`numeric`, an enum's name, `text[]`). */
function overrideOf(type: DataType, catalog: Catalog, options: TargetOptions): string | undefined {
  return Object.keys(options.types).length > 0 ? options.types[typeName(type, catalog)] : undefined;
}

/** The type's name as Postgres' catalog has it. */
export function typeName(type: DataType, catalog: Catalog): string {
  if (type.kind === 'base') return type.name;
  return type.kind === 'array' ? `${typeName(type.element, catalog)}[]` : (catalog.objects.get(type.id)?.name ?? type.kind);
}

/**
 * Domains are seen through: what an expression does depends on the type below them. One that this catalog does not have,
 * because it is made or dropped in the same migration, is left as it is.
 */
export function baseOf(type: DataType, catalog: Catalog): DataType {
  if (type.kind !== 'domain') return type;
  const domain = catalog.objects.get(type.id);
  return domain?.kind === 'domain' ? baseOf(domain.base, catalog) : type;
}

/** The family whose renderings apply to values of this type. */
export function familyOf(type: DataType, catalog: Catalog, dialect: Dialect): Family {
  switch (type.kind) {
    case 'array':
    case 'enum':
      return type.kind;
    case 'composite':
      return 'row';
    case 'domain': {
      const base = baseOf(type, catalog);
      return base.kind === 'domain' ? 'other' : familyOf(base, catalog, dialect);
    }
    case 'base':
      return dialect.types[type.name]?.family ?? 'other';
  }
}
