import type { JsonArrayConstructor, JsonArrayQueryConstructor, JsonObjectConstructor, JsonParseExpr, JsonScalarExpr, JsonSerializeExpr, Node } from '@pgsql/types';
import { baseType, TEXT } from '../../../model/base-types.js';
import type { Call, Expr } from '../../../model/expression.js';
import { coerceTo } from '../coerce.js';
import { refuse } from '../refuse.js';
import type { Scope } from '../scope.js';
import { baseKey, categoryOf, typeKey } from '../type-key.js';
import { asReturned, callOf, formatted, JSON, returned } from './output.js';

interface Constructor {
  readonly output?: JsonObjectConstructor['output'];
  readonly absent_on_null?: boolean;
  readonly location?: number;
}

/** `JSON_OBJECT('a': 1, 'b': x ABSENT ON NULL)` is json_build_object() (transformJsonObjectConstructor). */
export function analyzeJsonObject(node: JsonObjectConstructor, scope: Scope): Expr {
  const pairs = (node.exprs ?? []).flatMap((entry) => ('JsonKeyValue' in entry && entry.JsonKeyValue.key && entry.JsonKeyValue.value ? [[entry.JsonKeyValue.key, formatted(entry.JsonKeyValue.value)]] : []));
  const made = built('object', pairs.flat(), node, scope);
  const keys = made.args.flatMap((arg, i) => (i % 2 === 0 ? [arg.kind === 'literal' ? arg.value : undefined] : []));
  const known = new Set(keys).size === keys.length && !keys.includes(undefined);
  if (node.unique && pairs.length > 1 && !known) refuse(scope, 'unsupported-expression', 'WITH UNIQUE KEYS is supported where the keys are constants, each another one', { at: node.location, help: 'Leave WITH UNIQUE KEYS out.' });
  if (node.absent_on_null && pairs.length > 1 && !known) refuse(scope, 'unsupported-expression', 'ABSENT ON NULL is supported where the keys are constants, each another one', { at: node.location, help: 'Aggregate the pairs: JSON_OBJECTAGG(key: value ABSENT ON NULL).' });
  return asReturned(node.absent_on_null ? { ...made, name: `${made.name} absent` } : made, returned(node.output, made.type, scope), scope);
}

/** `JSON_ARRAY(a, b NULL ON NULL)` is json_build_array(); what is NULL is left out unless that is said. */
export function analyzeJsonArray(node: JsonArrayConstructor, scope: Scope): Expr {
  const elements = (node.exprs ?? []).flatMap((entry) => ('JsonValueExpr' in entry ? [formatted(entry.JsonValueExpr)] : [entry]));
  const made = built('array', elements, node, scope);
  return asReturned(node.absent_on_null && elements.length > 0 ? { ...made, name: `${made.name} absent` } : made, returned(node.output, made.type, scope), scope);
}

function built(what: 'object' | 'array', args: readonly Node[], { output, location }: Constructor, scope: Scope): Call {
  return callOf({ funcname: [{ String: { sval: `json_build_${what}` } }], args: [...args], ...(location !== undefined && { location }) }, output, scope);
}

/** `JSON_ARRAY(SELECT ..)` is `(SELECT JSON_ARRAYAGG(a) FROM (SELECT ..) AS q(a))` (transformJsonArrayQueryConstructor). */
export function analyzeJsonArrayOfQuery(node: JsonArrayQueryConstructor, scope: Scope): Expr {
  if (!node.query) throw new Error('the grammar gives JSON_ARRAY() its query');
  const arg = { raw_expr: { ColumnRef: { fields: [{ String: { sval: 'q' } }, { String: { sval: 'a' } }] } }, format: node.format ?? {} };
  const aggregate: Node = { JsonArrayAgg: { constructor: { ...(node.output && { output: node.output }), ...(node.location !== undefined && { location: node.location }) }, arg, absent_on_null: node.absent_on_null ?? false } };
  const from: Node = { RangeSubselect: { subquery: node.query, alias: { aliasname: 'q', colnames: [{ String: { sval: 'a' } }] } } };
  const select: Node = { SelectStmt: { targetList: [{ ResTarget: { val: aggregate } }], fromClause: [from], op: 'SETOP_NONE', limitOption: 'LIMIT_OPTION_DEFAULT' } };
  return scope.analyze.expression({ SubLink: { subLinkType: 'EXPR_SUBLINK', subselect: select, ...(node.location !== undefined && { location: node.location }) } }, scope);
}

/** `JSON('{"a": 1}')` reads a text. */
export function analyzeJsonParse(node: JsonParseExpr, scope: Scope): Expr {
  if (!node.expr) throw new Error('the grammar gives JSON() its text');
  if (node.unique_keys) refuse(scope, 'unsupported-expression', 'JSON(.. WITH UNIQUE KEYS) is not supported', { at: node.location, help: 'Leave WITH UNIQUE KEYS out, or ask value IS JSON WITH UNIQUE KEYS.' });
  return asReturned(coerceTo(scope.analyze.expression(formatted(node.expr), scope), JSON, scope, 'explicit'), returned(node.output, JSON, scope), scope);
}

/** `JSON_SCALAR(5)`: a text is a string, whatever it says. */
export function analyzeJsonScalar(node: JsonScalarExpr, scope: Scope): Expr {
  if (!node.expr) throw new Error('the grammar gives JSON_SCALAR() its value');
  const written = scope.analyze.expression(node.expr, scope);
  const value = typeKey(written.type) === 'unknown' ? coerceTo(written, TEXT, scope) : written;
  const key = baseKey(typeKey(value.type), scope.catalog);
  if (categoryOf(key, scope.catalog) === 'A' || categoryOf(key, scope.catalog) === 'C') refuse(scope, 'unsupported-expression', 'JSON_SCALAR() is supported of numbers, texts, booleans and moments', { at: node.location, help: 'Write to_json(value).' });
  return asReturned({ kind: 'call', name: 'to_json', args: [value], type: JSON, strict: true, ...(node.location !== undefined && { at: node.location }) }, returned(node.output, JSON, scope), scope);
}

/** `JSON_SERIALIZE(document RETURNING text)` is the document's text. */
export function analyzeJsonSerialize(node: JsonSerializeExpr, scope: Scope): Expr {
  if (!node.expr) throw new Error('the grammar gives JSON_SERIALIZE() its document');
  const written = scope.analyze.expression(formatted(node.expr), scope);
  if (typeKey(written.type) === 'jsonb') refuse(scope, 'unsupported-expression', 'JSON_SERIALIZE() of jsonb is not supported: Postgres 18 gives bytes of its inner form', { at: node.location, help: 'Write document::text.' });
  const document = coerceTo(written, JSON, scope, 'explicit');
  return coerceTo(document, returned(node.output, baseType('text'), scope), scope, 'explicit');
}

