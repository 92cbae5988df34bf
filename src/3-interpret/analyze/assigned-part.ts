import type { Node } from '@pgsql/types';

/**
 * `document['a']['b'] = value` as the whole document that it leaves: `jsonb_set(coalesce(document, '{}'), '{a}', jsonb_set(..))`, which makes the
 * objects on the way and takes NULL for the JSON null. Undefined for other paths than keys that are written out.
 */
export function withPart(whole: Node, path: readonly Node[], value: Node): Node | undefined {
  const [first, ...rest] = path;
  const key = keyOf(first);
  if (key === undefined) return undefined;
  const inner = rest.length === 0 ? jsonOf(value) : withPart(fieldOf(whole, key), rest, value);
  return inner && { FuncCall: { funcname: [{ String: { sval: 'jsonb_set' } }], args: [coalesce(whole, '{}'), text(`{${quoted(key)}}`), inner], funcformat: 'COERCE_EXPLICIT_CALL' } };
}

/** `address.city = value` as the whole row that it leaves. */
export function withField(whole: Node, names: readonly string[], field: string, value: Node): Node {
  const before = 'RowExpr' in whole ? (whole.RowExpr.args ?? []) : names.map((name): Node => ({ A_Indirection: { arg: whole, indirection: [{ String: { sval: name } }] } }));
  return { RowExpr: { args: before.map((part, i) => (names[i] === field ? value : part)), row_format: 'COERCE_EXPLICIT_CALL' } };
}

/** Numbers count elements, which may have to be made: they are left out. */
function keyOf(part: Node | undefined): string | undefined {
  if (!part || !('A_Indices' in part) || part.A_Indices.is_slice) return undefined;
  const { uidx } = part.A_Indices;
  const key = uidx && 'A_Const' in uidx ? uidx.A_Const.sval?.sval : undefined;
  return key === undefined || /^-?\d+$/.test(key) ? undefined : key;
}

function quoted(key: string): string {
  return `"${key.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function text(sval: string): Node {
  return { A_Const: { sval: { sval } } };
}

function jsonOf(value: Node): Node {
  if ('A_Const' in value) return value.A_Const.isnull ? document('null') : value;
  return coalesce(value, 'null');
}

function document(json: string): Node {
  return { TypeCast: { arg: text(json), typeName: { names: [{ String: { sval: 'pg_catalog' } }, { String: { sval: 'jsonb' } }], typemod: -1 } } };
}

function coalesce(value: Node, otherwise: string): Node {
  return { CoalesceExpr: { args: [value, document(otherwise)] } };
}

function fieldOf(whole: Node, key: string): Node {
  return { A_Expr: { kind: 'AEXPR_OP', name: [{ String: { sval: '->' } }], lexpr: whole, rexpr: text(key) } };
}
