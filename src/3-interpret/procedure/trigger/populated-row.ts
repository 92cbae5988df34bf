import { BOOL, TEXT } from '../../../model/base-types.js';
import type { DataType } from '../../../model/data-type.js';
import type { Call, Expr, RowConstructor } from '../../../model/expression.js';
import { withoutImplicitCasts } from '../../../model/implicit-casts.js';
import { isVolatile } from '../../../model/walk.js';
import { tryCoerceInBody } from '../../analyze/coerce.js';
import { sameType } from '../../analyze/type-key.js';
import { choose, textLiteral } from '../condition.js';
import { fold } from '../fold.js';
import type { Lowering } from './lowering.js';
import { rowFields } from './row-fields.js';

const POPULATES: ReadonlySet<string> = new Set(['json_populate_record', 'jsonb_populate_record']);
const BUILDS: ReadonlySet<string> = new Set(['json_build_object', 'jsonb_build_object']);

/**
 * `jsonb_populate_record(NEW, jsonb_build_object('updated_at', now()))` as the row with what the document has for its fields in their place; keys that are no field's are
 * passed over. Undefined where it is anything else, or where a field's value in the document cannot be read.
 */
export function populatedRow(value: Expr, lowering: Lowering): RowConstructor | undefined {
  const call = withoutImplicitCasts(value);
  const [before, document] = call.kind === 'call' && call.function === undefined && POPULATES.has(call.name) ? call.args : [];
  const base = before && rowOf(before, lowering);
  if (!base || !document) return undefined;
  const names = rowFields(base.type, lowering);
  if (names.length !== base.fields.length) return undefined;
  const given = withoutImplicitCasts(document);
  const field = given.kind === 'call' && given.function === undefined && BUILDS.has(given.name) ? fromKeys(given, lowering) : isVolatile(document) ? undefined : fromDocument(document, lowering);
  const fields = field && base.fields.map((own, i) => field(names[i]?.name ?? '', names[i]?.expr.type ?? own.type, own));
  return fields?.every((each) => each !== undefined) ? { ...base, fields: fields as readonly Expr[] } : undefined;
}

/** `NULL::users` has no values. */
function rowOf(base: Expr, lowering: Lowering): RowConstructor | undefined {
  if (base.kind === 'row') return base;
  const value = base.kind === 'cast' ? base.operand : base;
  return value.kind === 'literal' && value.value === null ? { kind: 'row', type: base.type, fields: rowFields(base.type, lowering).map(({ expr }) => expr) } : undefined;
}

type Field = (name: string, type: DataType, own: Expr) => Expr | undefined;

/** The last of several equal keys counts, as in jsonb. */
function fromKeys({ args }: Call, lowering: Lowering): Field | undefined {
  const values = new Map<string, Expr>();
  for (let i = 0; i < args.length; i += 2) {
    const [key, value] = [args[i] && fold(withoutImplicitCasts(args[i] as Expr)), args[i + 1]];
    if (key?.kind !== 'literal' || key.value === null || !value) return undefined;
    values.set(key.value, value);
  }
  return (name, type, own) => {
    const value = values.get(name);
    if (!value) return own;
    if (sameType(value.type, type, false)) return value;
    return readsAlike(value.type, type) ? read(value, type, lowering) : undefined;
  };
}

/** What the value is as text in the document, and read from there again, is what it is converted to. */
function readsAlike(from: DataType, to: DataType): boolean {
  if (from.kind === 'enum') return isOf(to, TEXTS);
  return isOf(from, TEXTS) || (isOf(from, WHOLE) && isOf(to, NUMBERS)) || (isOf(from, ['uuid']) && isOf(to, TEXTS));
}

const TEXTS = ['text', 'unknown', 'varchar'];
const WHOLE = ['int2', 'int4', 'int8'];
const NUMBERS = [...WHOLE, 'numeric', 'float8'];

function isOf(type: DataType, names: readonly string[]): boolean {
  return type.kind === 'base' && names.includes(type.name);
}

function fromDocument(document: Expr, lowering: Lowering): Field {
  return (name, type, own) => {
    const key = textLiteral(name);
    const isThere: Expr = { kind: 'operator', name: '?', left: document, right: key, type: BOOL };
    const text: Expr = { kind: 'operator', name: '->>', left: document, right: key, type: TEXT };
    if (!isOf(type, ['jsonb'])) {
      const value = read(text, type, lowering);
      return value && choose(fold(isThere), value, own);
    }
    // null in a document is no value, of a document too.
    const isNull: Expr = { kind: 'test', test: 'null', negated: false, operand: text, type: BOOL };
    const part: Expr = { kind: 'operator', name: '->', left: document, right: key, type };
    return choose(fold(isThere), choose(isNull, { kind: 'literal', value: null, type }, part), own);
  };
}

/** A text as the field's type reads it. */
function read(text: Expr, type: DataType, lowering: Lowering): Expr | undefined {
  return type.kind === 'array' || type.kind === 'composite' ? undefined : tryCoerceInBody(text, type, lowering);
}
