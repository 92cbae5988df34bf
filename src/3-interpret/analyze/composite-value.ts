import { TEXT } from '../../model/base-types.js';
import type { Catalog, CompositeType } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr, RowConstructor } from '../../model/expression.js';
import { isVolatile } from '../../model/walk.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';

/** A type that CREATE TYPE .. AS has made: values of it are stored. That of a table's rows is none. */
export function compositeOf(type: DataType, catalog: Catalog): CompositeType | undefined {
  const object = type.kind === 'composite' ? catalog.objects.get(type.id) : undefined;
  return object?.kind === 'composite' ? object : undefined;
}

export type StoredRow = RowConstructor & { readonly stored: Expr };

export function isStored(expr: Expr): expr is StoredRow {
  return expr.kind === 'row' && expr.stored !== undefined;
}

/** What rows are grouped by is the value that is stored. */
export function asStored(expr: Expr): Expr {
  return isStored(expr) ? expr.stored : expr;
}

/** A stored value of a composite type as the row that it is, whose fields are parts of it. */
export function asRow(stored: Expr, catalog: Catalog): Expr {
  const object = compositeOf(stored.type, catalog);
  if (!object) return stored;
  const fields = object.fields.map(({ name, type }) => asRow({ kind: 'subscript', type, operand: stored, index: { kind: 'literal', type: TEXT, value: name } }, catalog));
  return { kind: 'row', type: stored.type, fields, names: object.fields.map(({ name }) => name), stored, ...(stored.at !== undefined && { at: stored.at }) };
}

/** A value of a composite type that is worked out, as the row that it is. @throws Refusal where each of its fields would be another one's */
export function partsOf(expr: Expr, scope: Scope): Expr {
  if (expr.kind === 'row' || expr.kind === 'literal' || !compositeOf(expr.type, scope.catalog)) return expr;
  if (isVolatile(expr)) refuse(scope, 'unsupported-expression', 'the fields of a composite value that is random or changes rows would be worked out apart from each other', { at: expr.at, help: 'Keep it in a column, or in a variable.' });
  return asRow(expr, scope.catalog);
}

/**
 * The fields of `(a,"b ""c""",)`; NULL where there is nothing. Undefined where it is no row of so many.
 * @see https://www.postgresql.org/docs/18/rowtypes.html#ROWTYPES-IO-SYNTAX
 */
export function readRow(text: string, count: number): readonly (string | null)[] | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('(') || !trimmed.endsWith(')')) return undefined;
  const fields: (string | null)[] = [];
  let at = 1;
  while (at < trimmed.length) {
    const field = readField(trimmed, at);
    if (!field) return undefined;
    fields.push(field.value);
    at = field.end + 1;
  }
  return fields.length === count || (count === 0 && trimmed === '()') ? fields : undefined;
}

/** Up to the comma or parenthesis behind it; quoted parts may stand within. */
function readField(text: string, start: number): { readonly value: string | null; readonly end: number } | undefined {
  let value = '';
  let quoted = false;
  let within = false;
  for (let at = start; at < text.length; at++) {
    const c = text.charAt(at);
    if (c === '\\') value += text.charAt(++at);
    else if (c === '"' && within && text.charAt(at + 1) === '"') value += text.charAt(++at);
    else if (c === '"') {
      within = !within;
      quoted = true;
    } else if (!within && (c === ',' || c === ')')) return c === ')' && at !== text.length - 1 ? undefined : { value: value === '' && !quoted ? null : value, end: at };
    else if (!within && c === '(') return undefined;
    else value += c;
  }
  return undefined;
}
