import type { Node } from '@pgsql/types';

/** The parts of a column reference: `NEW.name` is ['new', 'name']. Undefined for every other node. */
export function columnParts(node: Node | undefined): readonly string[] | undefined {
  if (!node || !('ColumnRef' in node)) return undefined;
  return (node.ColumnRef.fields ?? []).map((field) => ('String' in field ? (field.String.sval ?? '') : '*'));
}

/** `TG_ARGV[0]` as the constant that CREATE TRIGGER gave; arguments that were not given are NULL. */
export function withArguments<T>(tree: T, args: readonly string[]): T {
  if (Array.isArray(tree)) return tree.map((item) => withArguments(item, args)) as T;
  if (typeof tree !== 'object' || tree === null) return tree;
  const constant = 'A_Indirection' in tree ? argument(tree as Extract<Node, { A_Indirection: unknown }>, args) : undefined;
  if (constant) return constant as T;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, withArguments(value, args)])) as T;
}

function argument({ A_Indirection: node }: Extract<Node, { A_Indirection: unknown }>, args: readonly string[]): Node | undefined {
  const [index, ...others] = node.indirection ?? [];
  if (columnParts(node.arg)?.join('.') !== 'tg_argv' || others.length > 0 || !index || !('A_Indices' in index)) return undefined;
  const { uidx } = index.A_Indices;
  if (!uidx || !('A_Const' in uidx) || uidx.A_Const.sval || uidx.A_Const.fval) return undefined;
  const value = args[uidx.A_Const.ival?.ival ?? 0];
  const type = { names: [{ String: { sval: 'text' } }], typemod: -1 };
  return { TypeCast: { arg: { A_Const: value === undefined ? { isnull: true } : { sval: { sval: value } } }, typeName: type } };
}

/** Whether TG_ARGV is subscripted, or asked for its bounds. */
export function countsArguments(tree: unknown): boolean {
  if (Array.isArray(tree)) return tree.some(countsArguments);
  if (typeof tree !== 'object' || tree === null) return false;
  const node = tree as Node;
  if ('A_Indirection' in node && isArguments(node.A_Indirection.arg)) return true;
  if ('FuncCall' in node && ['array_lower', 'array_upper', 'array_position', 'generate_subscripts'].some((name) => isNamed(node.FuncCall.funcname?.at(-1), name)) && isArguments(node.FuncCall.args?.[0])) return true;
  return Object.values(tree).some(countsArguments);
}

function isArguments(node: Node | undefined): boolean {
  return columnParts(node)?.join('.') === 'tg_argv';
}

function isNamed(node: Node | undefined, name: string): boolean {
  return node !== undefined && 'String' in node && node.String.sval === name;
}
