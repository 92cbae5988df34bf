import { findName } from '../../../model/catalog-lookup.js';
import type { Catalog, FunctionObject, Table } from '../../../model/catalog.js';
import { nameParts } from '../../../model/regclass.js';
import { typeName } from '../../analyze/type-text.js';
import { typeOfKey } from '../../analyze/type-key.js';
import { constraintText, indexText } from './definition-text.js';
import type { Environment } from './environment.js';
import { argumentsText, resultText } from './function-text.js';
import { quoteIdent } from './quote.js';
import { isRelation, numberOf, textOfValue, Unknowable, type Value } from './value.js';

type Run = (args: readonly Value[], environment: Environment) => Value;

/** The functions that show how Postgres would write an object. */
export const DEFINITION_FUNCTIONS: Readonly<Record<string, Run>> = {
  pg_get_constraintdef: ([id = null], { catalog }) => found(id, catalog, (table, oid) => table.constraints.filter((constraint) => constraint.id === oid).map((constraint) => constraintText(constraint, table, catalog))),
  pg_get_indexdef: ([id = null, part], { catalog }) => {
    if (part !== undefined) throw new Unknowable('one column of pg_get_indexdef() is not worked out here');
    return found(id, catalog, (table, oid) => indexesOf(table).filter((index) => index.id === oid).map((index) => indexText(index, table, catalog)));
  },
  // The rows of the system views hold the text already.
  pg_get_expr: ([text = null]) => text,
  pg_get_serial_sequence: ([relation = null, column = null], { catalog }) => (relation === null || column === null ? null : ownSequence(String(textOfValue(relation)), String(textOfValue(column)), catalog)),
  pg_get_function_arguments: ([id = null], { catalog }) => functionText(id, catalog, (object) => argumentsText(object, catalog, true)),
  pg_get_function_identity_arguments: ([id = null], { catalog }) => functionText(id, catalog, (object) => argumentsText(object, catalog, false)),
  pg_get_function_result: ([id = null], { catalog }) => functionText(id, catalog, (object) => resultText(object, catalog)),
  obj_description: ([id = null], { catalog }) => (id === null ? null : (catalog.objects.get(idOf(id))?.comment ?? null)),
  col_description: ([id = null, place = null], { catalog }) => {
    const table = id === null ? undefined : catalog.objects.get(idOf(id));
    return table?.kind === 'table' && place !== null ? (table.columns[numberOf(place) - 1]?.comment ?? null) : null;
  },
  format_type: ([type = null, modifier = null], { catalog }) => (type === null ? null : formatted(String(textOfValue(type)), modifier === null ? -1 : numberOf(modifier), catalog)),
};

function idOf(id: Value): number {
  return isRelation(id) ? id.oid : numberOf(id);
}

function functionText(id: Value, { objects }: Catalog, text: (object: FunctionObject) => string | null): Value {
  const object = id === null ? undefined : objects.get(idOf(id));
  return object?.kind === 'function' ? text(object) : null;
}

function found(id: Value, catalog: Catalog, texts: (table: Table, oid: number) => readonly string[]): Value {
  if (id === null) return null;
  const oid = idOf(id);
  for (const object of catalog.objects.values()) {
    const [text] = object.kind === 'table' ? texts(object, oid) : [];
    if (text !== undefined) return text;
  }
  return null;
}

/** Those of its keys among them. */
function indexesOf(table: Table) {
  return [...table.indexes, ...table.constraints.filter((constraint) => constraint.kind === 'primary-key' || constraint.kind === 'unique')];
}

/** The sequence of a serial or identity column, or one that is owned by the column. */
function ownSequence(relation: string, column: string, catalog: Catalog): Value {
  const parts = nameParts(relation);
  const entry = findName(catalog, 'relation', parts.at(-2), parts.at(-1) ?? '');
  const table = entry && catalog.objects.get(entry.id);
  const own = table?.kind === 'table' ? table.columns.find(({ name }) => name === column) : undefined;
  if (!table || !own) throw new Unknowable(`there is no column ${relation}.${column}`);
  const id = own.identity?.sequence ?? own.serial;
  const serial = id === undefined ? undefined : catalog.objects.get(id);
  const sequence = serial?.kind === 'sequence' && !(serial.standalone && serial.ownedBy?.column !== own.id) ? serial : undefined;
  return sequence ? `${quoteIdent(sequence.schema)}.${quoteIdent(sequence.name)}` : null;
}

/** format_type() of a type as pg_attribute has it, with its length or precision. */
function formatted(type: string, modifier: number, catalog: Catalog): string {
  const name = typeName(typeOfKey(type.replace(/^type /, ''), catalog), catalog);
  if (modifier < 0) return name;
  if (['character varying', 'character'].includes(name)) return `${name}(${modifier - 4})`;
  if (name === 'numeric') return `numeric(${(modifier - 4) >> 16},${(modifier - 4) & 0xffff})`;
  throw new Unknowable(`format_type() of ${name} is not worked out here`);
}
