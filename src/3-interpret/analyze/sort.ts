import type { Node } from '@pgsql/types';
import { BOOL, TEXT } from '../../model/base-types.js';
import type { Expr } from '../../model/expression.js';
import { fingerprint } from '../../model/fingerprint.js';
import type { OutputColumn, SortKey, Target } from '../../model/query.js';
import { coerceTo } from './coerce.js';
import { isStored, type StoredRow } from './composite-value.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { typeKey } from './type-key.js';

/** What names and positions in ORDER BY can mean: the select list, or nothing (inside aggregates and windows). */
export type Outputs = { readonly repeated: 'none' } | { readonly repeated: 'targets'; readonly targets: readonly Target[] };

/** `ORDER BY a DESC NULLS LAST, 2` (transformSortClause). */
export function analyzeSortKeys(nodes: readonly Node[], scope: Scope, outputs: Outputs): readonly SortKey[] {
  return nodes.flatMap((node) => {
    if (!('SortBy' in node) || !node.SortBy.node) return [];
    const { sortby_dir: direction, sortby_nulls: nulls, location } = node.SortBy;
    if (direction === 'SORTBY_USING') refuse(scope, 'unsupported-expression', 'ORDER BY .. USING operator is not supported', { at: location, help: 'Write ASC or DESC.' });
    const { expr, output } = sortTarget(node.SortBy.node, scope, outputs, 'ORDER BY');
    const descending = direction === 'SORTBY_DESC';
    const first = nulls === 'SORTBY_NULLS_FIRST' || (nulls !== 'SORTBY_NULLS_LAST' && descending);
    const nullsAt = first ? 'first' as const : 'last' as const;
    return isStored(expr) ? keysOfRow(expr, descending, nullsAt) : [{ expr, descending, nulls: nullsAt, ...(output !== undefined && { output }) }];
  });
}

/** Stored rows are ordered by their fields, where NULL is the greatest (record_cmp); those that are NULL themselves as the clause says. */
function keysOfRow({ stored, fields }: StoredRow, descending: boolean, nulls: SortKey['nulls']): readonly SortKey[] {
  const missing: SortKey = { expr: { kind: 'test', type: BOOL, test: 'null', negated: false, operand: stored }, descending: nulls === 'first', nulls: 'last' };
  return [missing, ...fields.flatMap((expr): readonly SortKey[] => (isStored(expr) ? keysOfRow(expr, descending, nulls) : [{ expr, descending, nulls: descending ? 'first' : 'last' }]))];
}

/** SQL92 names and positions first, then an expression over the FROM items (findTargetlistEntrySQL92). */
export function sortTarget(node: Node, scope: Scope, outputs: Outputs, clause: string): { readonly expr: Expr; readonly output?: number } {
  if (outputs.repeated === 'targets') {
    const found = outputNamed(node, scope, outputs.targets, clause) ?? outputAt(node, scope, outputs.targets, clause);
    if (found) return found;
  }
  const expr = scope.analyze.expression(node, scope);
  const typed = typeKey(expr.type) === 'unknown' ? coerceTo(expr, TEXT, scope) : expr;
  if (outputs.repeated !== 'targets') return { expr: typed };
  const text = fingerprint(typed);
  const same = outputs.targets.findIndex((target) => target.expr.kind === typed.kind && fingerprint(target.expr) === text);
  return same < 0 ? { expr: typed } : { expr: typed, output: same + 1 };
}

function outputNamed(node: Node, scope: Scope, targets: readonly Target[], clause: string): { expr: Expr; output: number } | undefined {
  const fields = 'ColumnRef' in node ? node.ColumnRef.fields : undefined;
  const first = fields?.length === 1 ? fields[0] : undefined;
  if (!first || !('String' in first)) return undefined;
  const name = first.String.sval ?? '';
  // In GROUP BY an input column goes before an output column of the same name; in ORDER BY it is the other way round.
  if (clause === 'GROUP BY' && scope.items.some((item) => item.columnsVisible && item.columns.some((column) => column.name === name))) return undefined;
  const matches = targets.flatMap((target, i) => (target.name === name ? [{ expr: target.expr, output: i + 1 }] : []));
  const [match] = matches;
  if (!match) return undefined;
  const location = 'ColumnRef' in node ? node.ColumnRef.location : undefined;
  const text = fingerprint(match.expr);
  if (matches.some((other) => fingerprint(other.expr) !== text)) refuse(scope, 'ambiguous-column', `${clause} "${name}" is ambiguous`, { at: location, length: name.length });
  return match;
}

function outputAt(node: Node, scope: Scope, targets: readonly Target[], clause: string): { expr: Expr; output: number } | undefined {
  if (!('A_Const' in node)) return undefined;
  const { ival, location } = node.A_Const;
  if (!ival) return refuse(scope, 'invalid-expression', `non-integer constant in ${clause}`, { at: location });
  const position = ival.ival ?? 0;
  const target = targets[position - 1];
  return target ? { expr: target.expr, output: position } : refuse(scope, 'invalid-expression', `${clause} position ${position} is not in select list`, { at: location });
}

/** The position (from 1) of the output column that a name or number means; undefined when the node is something else or nothing has the name. */
export function outputPosition(node: Node, columns: readonly OutputColumn[], scope: Scope): number | undefined {
  if ('A_Const' in node && node.A_Const.ival) {
    const position = node.A_Const.ival.ival ?? 0;
    if (!columns[position - 1]) refuse(scope, 'invalid-expression', `ORDER BY position ${position} is not in select list`, { at: node.A_Const.location });
    return position;
  }
  const fields = 'ColumnRef' in node ? node.ColumnRef.fields : undefined;
  const only = fields?.length === 1 ? fields[0] : undefined;
  if (!only || !('String' in only)) return undefined;
  const name = only.String.sval ?? '';
  const found = columns.findIndex((column) => column.name === name);
  if (found < 0) return refuse(scope, 'unknown-column', `column "${name}" does not exist`, { at: 'ColumnRef' in node ? node.ColumnRef.location : undefined, length: name.length });
  return found + 1;
}
