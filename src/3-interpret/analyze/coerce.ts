import { TEXT, UNKNOWN } from '../../model/base-types.js';
import type { Catalog, CompositeType } from '../../model/catalog.js';
import { findName } from '../../model/catalog-lookup.js';
import type { ArrayType, BaseType, DataType } from '../../model/data-type.js';
import type { Cast, Expr, Literal, RowConstructor } from '../../model/expression.js';
import { readArray } from './array-literal.js';
import { canCoerce, type CoercionContext } from './coercion.js';
import { compositeOf, readRow } from './composite-value.js';
import { withFields } from '../../model/interval-fields.js';
import { withoutPadding } from '../../model/padding.js';
import { nameParts } from '../../model/regclass.js';
import { readEnum, readLiteral } from './literal-input.js';
import { refuse, type Site } from './refuse.js';
import { relativeMoment } from './relative-moment.js';
import { arrayOf, baseOf, modifiersOf, sameType, typeKey, userTypeOf, withoutModifiers } from './type-key.js';
import { typeName } from './type-text.js';

/** What coercion has to know: the types, and where to point. */
export interface CoercionSite extends Site {
  readonly catalog: Catalog;
}

/**
 * The expression converted to `type` (coerce_to_target_type): untyped literals become literals of the type, everything else an
 * implicit `Cast` where one is needed.
 * @returns undefined when Postgres has no such conversion in this context.
 * @throws Refusal when a literal is not valid input for the type.
 */
export function tryCoerce(expr: Expr, type: DataType, context: CoercionContext, site: CoercionSite): Expr | undefined {
  const from = typeKey(expr.type);
  const to = typeKey(type);
  if (from === 'unknown' && expr.kind === 'literal') return literalAs(expr, type, context, site);
  if (from === to) return withModifiers(expr, type, context, site);
  if (expr.kind === 'row' && compositeOf(type, site.catalog)) return rowOf(expr, type, context, site);
  if (!canCoerce(from, to, context, site.catalog)) return undefined;
  if (expr.kind === 'array' && type.kind === 'array') return arrayAs(expr, type, context, site);
  if (to === 'any' || to === 'record') return expr;
  return relativeOf(expr, type) ?? constantAs(expr, type, context) ?? cast(expr, type, context);
}

/** Like {@link tryCoerce}, but an impossible conversion is refused as `cannot cast type .. to ..`. */
export function coerceTo(expr: Expr, type: DataType, site: CoercionSite, context: CoercionContext = 'implicit'): Expr {
  const result = tryCoerce(expr, type, context, site);
  if (result) return result;
  const message = `cannot cast type ${typeName(expr.type, site.catalog)} to ${typeName(withoutModifiers(type), site.catalog)}`;
  return refuse(site, 'type-mismatch', message, { at: expr.at });
}

/**
 * What PL/pgSQL does where a value is assigned, returned or passed on: by the assignment rules, and where those have no way, through the text form of the
 * value (`COERCION_PLPGSQL`). So a text becomes an enum, a timestamp or JSON, and a constant is read as one of the type at once.
 */
export function tryCoerceInBody(expr: Expr, type: DataType, site: CoercionSite): Expr | undefined {
  const assigned = tryCoerce(expr, type, 'assignment', site);
  if (assigned || expr.type.kind === 'composite' || type.kind === 'composite') return assigned;
  if (expr.kind === 'literal' && typeKey(expr.type) === 'text') return tryCoerce({ ...expr, type: UNKNOWN }, type, 'assignment', site);
  const text = tryCoerce(expr, TEXT, 'explicit', site);
  return text && tryCoerce(text, type, 'explicit', site);
}

/** A row with the fields of a composite type, each converted (coerce_record_to_complex); undefined where it has others. */
export function rowOf(expr: RowConstructor, type: DataType, context: CoercionContext, site: CoercionSite): Expr | undefined {
  const object = type.kind === 'composite' ? site.catalog.objects.get(type.id) : undefined;
  const wanted = object?.kind === 'table' || object?.kind === 'view' ? object.columns : object?.kind === 'composite' ? object.fields : [];
  if (wanted.length !== expr.fields.length) return undefined;
  const { stored: _stored, orNull: _orNull, ...row } = expr;
  return { ...row, type, fields: expr.fields.map((field, i) => coerceTo(field, wanted[i]?.type ?? field.type, site, context)), names: wanted.map(({ name }) => name) };
}

function cast(operand: Expr, type: DataType, context: CoercionContext): Cast {
  return { kind: 'cast', type, operand, explicit: context === 'explicit', ...(operand.at !== undefined && { at: operand.at }) };
}

/** Applies a length or precision: `varchar(20)`, `numeric(10,2)`. */
function withModifiers(expr: Expr, type: DataType, context: CoercionContext, site: CoercionSite): Expr {
  if (modifiersOf(type).length === 0 || sameType(expr.type, type, true)) return expr;
  if (expr.kind === 'literal' && type.kind === 'base') return literalWithModifiers(expr, type, context);
  return expr.kind === 'array' && type.kind === 'array' ? arrayAs(expr, type, context, site) : cast(expr, type, context);
}

/** An untyped literal as a literal of the type, its text checked and normalised by the type's input rules. */
function literalAs(literal: Literal, type: DataType, context: CoercionContext, site: CoercionSite): Expr {
  if (type.kind === 'domain') return cast(literalAs(literal, baseOf(type, site.catalog), context, site), type, context);
  if (literal.value === null) return { ...literal, type };
  if (type.kind === 'base') {
    if (type.name === 'regclass') checkRegclass(literal, literal.value, site);
    const input = readLiteral(type.name, literal.value);
    if ('error' in input) return refuse(site, 'invalid-literal', input.error, { at: literal.at, length: literal.value.length + 2 });
    return literalWithModifiers({ ...literal, value: input.value, type: withoutModifiers(type) }, type, context);
  }
  const composite = compositeOf(type, site.catalog);
  if (composite) return readComposite(literal, literal.value, composite, type, context, site);
  if (type.kind === 'array') checkArray(literal, literal.value, type, context, site);
  const object = type.kind === 'enum' ? userTypeOf(typeKey(type), site.catalog) : undefined;
  if (object?.kind === 'enum') {
    const input = readEnum(object, literal.value);
    const help = `The labels are ${object.values.map((value) => `'${value.label}'`).join(', ')}.`;
    if ('error' in input) return refuse(site, 'invalid-enum-label', input.error, { at: literal.at, length: literal.value.length + 2, help });
  }
  return { ...literal, type };
}

/** `'(a,1)'` */
function readComposite(literal: Literal, text: string, { name, fields }: CompositeType, type: DataType, context: CoercionContext, site: CoercionSite): Expr {
  const values = readRow(text, fields.length);
  if (!values) return refuse(site, 'invalid-literal', `malformed record literal: "${text}"`, { at: literal.at, length: text.length + 2, help: `Write it as ROW(${fields.map((field) => field.name).join(', ')})::${name}.` });
  return { kind: 'row', type, names: fields.map((field) => field.name), ...(literal.at !== undefined && { at: literal.at }), fields: fields.map((field, i) => literalAs({ ...literal, value: values[i] ?? null }, field.type, context, site)) };
}

/** `nextval('s')`: the relation must exist by now, as the literal is read when the statement is. */
function checkRegclass(literal: Literal, text: string, { catalog, ...site }: CoercionSite): void {
  if (/^\d+$/.test(text) || text === '-') return;
  const parts = nameParts(text);
  const [schema, name = ''] = [parts.at(-2), parts.at(-1)];
  if (findName(catalog, 'relation', schema, name) || name.startsWith('pg_') || schema === 'pg_catalog' || schema === 'information_schema') return;
  refuse(site, 'unknown-table', `relation "${parts.join('.')}" does not exist`, { at: literal.at, length: text.length + 2 });
}

/** `'{a,b}'`: each element is read as the element type; the text itself stays. */
function checkArray(literal: Literal, text: string, type: ArrayType, context: CoercionContext, site: CoercionSite): void {
  const input = readArray(text);
  if ('error' in input) refuse(site, 'invalid-literal', input.error, { at: literal.at, length: text.length + 2, help: 'Write it as ARRAY[..], or as text in braces: \'{a,b}\'.' });
  if (!('elements' in input)) return;
  for (const value of input.elements) {
    fitting(literalAs({ ...literal, value }, type.element, context, site), context, site);
  }
}

/** A literal that already meets the modifier simply takes it; explicit casts cut strings; what remains is left to a cast at run time. */
function literalWithModifiers(written: Literal, type: BaseType, context: CoercionContext): Expr {
  const literal = type.name === 'bpchar' && written.value !== null ? { ...written, value: withoutPadding(written.value) } : written;
  if (type.modifiers.length === 0) return { ...literal, type };
  const [fields = 0, precision] = type.modifiers;
  if (type.name === 'interval' && literal.value !== null) return { ...literal, type, value: withFields(literal.value, fields, precision) ?? literal.value };
  if (literal.value === null || meetsModifiers(literal.value, type)) return { ...literal, type };
  const length = type.modifiers[0] ?? 0;
  // What is too long is refused, unless it is blanks; a written cast cuts anything off.
  if ((type.name === 'varchar' || type.name === 'bpchar') && (context === 'explicit' || [...literal.value].slice(length).every((character) => character === ' '))) {
    return { ...literal, type, value: [...literal.value].slice(0, length).join('') };
  }
  return cast(literal, type, context);
}

function meetsModifiers(value: string, { name, modifiers: [first = 0, scale = 0] }: BaseType): boolean {
  if (name === 'varchar' || name === 'bpchar') return [...value].length <= first;
  if (name === 'varbit') return value.length <= first;
  if (name !== 'numeric') return false;
  const parts = /^-?0*(\d*)(?:\.(\d*))?$/.exec(value);
  return parts !== null && (parts[1] ?? '').length <= first - scale && (parts[2] ?? '').length <= scale;
}

const STRINGS = new Set(['text', 'varchar']);

/** Constants stay constants where the conversion cannot change them: `0` in a bigint or numeric column, varchar as text. */
function constantAs(expr: Expr, type: DataType, context: CoercionContext): Expr | undefined {
  if (expr.kind !== 'literal' || type.kind !== 'base' || expr.type.kind !== 'base') return undefined;
  if (STRINGS.has(expr.type.name) && STRINGS.has(type.name)) return literalWithModifiers({ ...expr, type }, type, context);
  if (!/^int[48]$/.test(expr.type.name)) return undefined;
  if (!/^(?:int[248]|numeric|float[48])$/.test(type.name)) return undefined;
  if (expr.value === null) return { ...expr, type };
  const input = readLiteral(type.name, expr.value);
  return 'error' in input ? undefined : literalWithModifiers({ ...expr, value: input.value }, type, context);
}

/** `('now'::text)::date`: a text is read when the expression is worked out. */
function relativeOf(expr: Expr, type: DataType): Expr | undefined {
  return expr.kind === 'literal' && expr.value !== null && typeKey(expr.type) === 'text' ? relativeMoment(expr.value, type) : undefined;
}

/** `ARRAY[..]::t[]` converts each element. */
function arrayAs(expr: Extract<Expr, { kind: 'array' }>, type: DataType, context: CoercionContext, site: CoercionSite): Expr {
  const base = baseOf(type, site.catalog);
  if (base.kind !== 'array') return cast(expr, type, context);
  const elements = expr.elements.map((element) => fitting(coerceTo(element, element.type.kind === 'array' ? base : base.element, site, context), context, site));
  return { ...expr, elements, type: arrayOf(base.element) };
}

/** No guard asks how long the elements of an array are: a constant that is too long is refused at once. */
function fitting(element: Expr, context: CoercionContext, site: CoercionSite): Expr {
  const length = element.kind === 'cast' && element.operand.kind === 'literal' && element.type.kind === 'base' && element.type.name === 'varchar' && context !== 'explicit' ? element.type.modifiers[0] : undefined;
  return length === undefined ? element : refuse(site, 'invalid-literal', `value too long for type character varying(${length})`, { at: element.at });
}
