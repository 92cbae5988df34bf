import type { A_Indirection, Node } from '@pgsql/types';
import type { Expr } from '../../model/expression.js';
import { findItem, missingTable, nameParts, referenceTo } from './column-reference.js';
import { refuse } from './refuse.js';
import type { Scope, ScopeItem } from './scope.js';

/** One column of an expanded `*`. */
export interface StarColumn {
  readonly expr: Expr;
  readonly name: string;
}

/** The columns that `*` or `table.*` stands for, or undefined when the node is something else. */
export function starColumns(node: Node, scope: Scope): readonly StarColumn[] | undefined {
  if ('A_Indirection' in node) return fieldsOf(node.A_Indirection, scope);
  if (!('ColumnRef' in node)) return undefined;
  const last = node.ColumnRef.fields?.at(-1);
  if (!last || !('A_Star' in last)) return undefined;
  const location = node.ColumnRef.location ?? 0;
  const parts = nameParts(node.ColumnRef.fields).slice(0, -1);
  if (parts.length > 0) {
    const item = findItem(parts.at(-2), parts.at(-1) ?? '', location, scope);
    return item ? columnsOfItem(item, scope, location) : missingTable(parts.at(-2), parts.at(-1) ?? '', location, scope);
  }
  const visible = scope.items.filter((item) => item.columnsVisible);
  if (visible.length === 0) refuse(scope, 'invalid-expression', 'SELECT * with no tables specified is not valid', { at: location });
  return visible.flatMap((item) => columnsOfItem(item, scope, location));
}

/** `(row).*` */
function fieldsOf({ arg, indirection = [] }: A_Indirection, scope: Scope): readonly StarColumn[] | undefined {
  const [star, ...others] = indirection;
  if (!arg || !star || !('A_Star' in star) || others.length > 0) return undefined;
  const row = scope.analyze.expression(arg, scope);
  return row.kind === 'row' ? row.fields.map((expr, i) => ({ expr, name: row.names?.[i] ?? `f${i + 1}` })) : undefined;
}

function columnsOfItem(item: ScopeItem, scope: Scope, location: number): readonly StarColumn[] {
  return item.columns.map((column) => ({ expr: referenceTo(item, column, scope, location), name: column.name }));
}

/** Expressions in a ROW(..) or VALUES list, where `t.*` counts as its columns. */
export function expandStars(nodes: readonly Node[], scope: Scope): readonly Expr[] {
  return nodes.flatMap((node) => starColumns(node, scope)?.map((column) => column.expr) ?? [scope.analyze.expression(node, scope)]);
}
