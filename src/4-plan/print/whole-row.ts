import { BOOL, JSON_DOCUMENT, JSONB, TEXT } from '../../model/base-types.js';
import type { Call, Expr, RowConstructor } from '../../model/expression.js';
import { caseOf } from '../../model/case-of.js';
import { isDocument } from './document.js';
import type { Printing } from './printing.js';

/** Functions that write a row as a JSON object. */
const WRITERS: ReadonlySet<string> = new Set([
  'row_to_json', 'to_json', 'to_jsonb', 'json_agg', 'jsonb_agg', 'json_build_array', 'jsonb_build_array', 'json_build_object', 'jsonb_build_object', 'json_object_agg', 'jsonb_object_agg',
]);

/** `to_jsonb(t)`, `jsonb_agg(t)`: the row as the object of its columns; `count(t)` counts its places, and stored rows where they are. A row as any other argument is refused: undefined. */
export function withRowObjects(call: Call, p: Printing): Call | undefined {
  const [only] = call.args;
  const place = only?.kind === 'row' ? (only.stored ?? only.place) : undefined;
  if (call.name === 'count' && !call.distinct && place) return { ...call, args: [place] };
  if (call.name === 'count' && call.distinct && only?.kind === 'row' && isToldApart(only, p)) return { ...call, args: [{ kind: 'call', name: 'jsonb_build_array', args: only.fields, type: TEXT }] };
  if (!call.args.some(({ type }) => p.family(type) === 'row')) return withoutDocuments(call, p);
  if (!WRITERS.has(call.name)) return undefined;
  const sorted = call.name.includes('jsonb');
  const args = call.args.map((arg) => (p.family(arg.type) === 'row' ? asObject(arg, sorted) : arg));
  return args.every((arg) => arg !== undefined) ? { ...call, args } : undefined;
}

/** A row, or the one that a query gives: `row_to_json((SELECT r FROM (SELECT a, b) AS r))`. */
function asObject(expr: Expr, sorted: boolean): Expr | undefined {
  if (expr.kind === 'row') return objectOf(expr, sorted);
  if (expr.kind !== 'subquery' || expr.form !== 'scalar' || expr.query.body.kind !== 'select' || expr.query.body.distinct !== false) return undefined;
  const [{ expr: row, name } = { expr, name: '' }] = expr.query.body.targets;
  const object = asObject(row, sorted);
  return object && { ...expr, type: object.type, query: { ...expr.query, columns: [{ name, type: object.type }], body: { ...expr.query.body, targets: [{ name, expr: object }] } } };
}

/** Rows whose values are equal exactly where their texts are: what is counted are the different lists of them, one with NULL in it too. */
function isToldApart({ fields }: RowConstructor, p: Printing): boolean {
  return fields.length > 0 && fields.every(({ type }) => TOLD_APART.has(p.family(type)));
}

const TOLD_APART: ReadonlySet<string> = new Set(['int', 'text', 'bool', 'uuid', 'date', 'enum']);

/** The columns of a table or type by their names; those of ROW(..) are f1, f2, .. Only jsonb has them in an order of its own. */
function objectOf({ fields, names = [], stored, orNull }: RowConstructor, sorted: boolean): Expr {
  const args = fields.flatMap((field, i): readonly Expr[] => {
    const value = field.kind === 'row' ? objectOf(field, sorted) : field;
    return [{ kind: 'literal', type: TEXT, value: names[i] ?? `f${i + 1}` }, value];
  });
  const object: Expr = { kind: 'call', name: sorted ? 'jsonb_build_object' : 'json_build_object', args, type: sorted ? JSONB : JSON_DOCUMENT };
  if (typeof orNull === 'object') return caseOf(orNull, { kind: 'literal', type: object.type, value: null }, object);
  const parts = stored ? [stored] : orNull ? fields : [];
  if (parts.length === 0) return object;
  const missing = parts.map((operand): Expr => ({ kind: 'test', type: BOOL, test: 'null', negated: false, operand }));
  return caseOf({ kind: 'logical', op: 'and', args: missing, type: BOOL }, { kind: 'literal', type: object.type, value: null }, object);
}

/** A search document is null in a row's JSON, as it is in the row. */
function withoutDocuments(call: Call, p: Printing): Call {
  if (!WRITERS.has(call.name) || !call.args.some(({ type }) => isDocument(type, p))) return call;
  return { ...call, args: call.args.map((arg) => (isDocument(arg.type, p) ? { kind: 'literal', type: TEXT, value: null } : arg)) };
}
