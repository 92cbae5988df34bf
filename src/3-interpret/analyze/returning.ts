import type { ReturningClause } from '@pgsql/types';
import type { Expr, SourceId } from '../../model/expression.js';
import type { Target } from '../../model/query.js';
import { walkTree } from '../../model/walk.js';
import type { DataTarget } from './data-target.js';
import { refuse } from './refuse.js';
import { newSource, type Scope, type ScopeItem } from './scope.js';
import { analyzeTargets } from './targets.js';

/** Which of its two rows a statement has by itself: the other one is NULL, or was there before an update. */
export type Rows = 'inserted' | 'updated' | 'deleted';

export interface Returning {
  readonly returning: readonly Target[];
  /** What stands for the row as it was before an update, where it is asked for. */
  readonly old?: SourceId;
}

/** `RETURNING WITH (OLD AS o, NEW AS n) a, o.b, n.b`: each row as it was before the statement, and as it is afterwards (transformReturningClause). */
export function analyzeReturning(clause: ReturningClause | undefined, target: DataTarget, rows: Rows, inner: Scope): Returning {
  if (!clause?.exprs) return { returning: [] };
  const names = { old: 'old', new: 'new' };
  const written = new Set<string>();
  for (const node of clause.options ?? []) {
    if (!('ReturningOption' in node)) continue;
    const { option, value = '', location } = node.ReturningOption;
    const which = option === 'RETURNING_OPTION_OLD' ? 'old' : 'new';
    if (written.has(which)) refuse(inner, 'invalid-expression', `${which.toUpperCase()} cannot be specified multiple times`, { at: location });
    if (inner.items.some(({ name }) => name === value)) refuse(inner, 'invalid-expression', `table name "${value}" specified more than once`, { at: location, length: value.length });
    written.add(which);
    names[which] = value;
  }
  const before = rows === 'updated' ? newSource(inner) : undefined;
  const old = rows === 'deleted' ? target.item : before === undefined ? absent(target.item) : { ...target.item, source: before };
  const item = (as: ScopeItem, name: string): readonly ScopeItem[] => (inner.items.some((other) => other.name === name) ? [] : [{ ...withoutSchema(as), name, columnsVisible: false, ...(isRecord(name, inner) && { ambiguous: true as const }) }]);
  const items = [...inner.items, ...item(old, names.old), ...item(rows === 'deleted' ? absent(target.item) : target.item, names.new)];
  const returning = analyzeTargets(clause.exprs, { ...inner, items, place: 'returning' }, 'text');
  return { returning, ...(before !== undefined && mentions(returning, before) && { old: before }) };
}

/** `OLD` and `NEW` of a trigger. */
function isRecord(name: string, scope: Scope): boolean {
  for (let level = scope.parent; level; level = level.parent) if (level.state.later && level.items.some((item) => item.name === name)) return true;
  return false;
}

function withoutSchema({ schema: _schema, ...item }: ScopeItem): ScopeItem {
  return item;
}

/** A row that there is not: each of its columns is NULL. */
function absent(item: ScopeItem): ScopeItem {
  return { ...item, absent: true, columns: item.columns.map((column) => ({ ...column, expr: { kind: 'literal', value: null, type: column.type } satisfies Expr })) };
}

function mentions(returning: readonly Target[], source: SourceId): boolean {
  let found = false;
  for (const { expr } of returning) walkTree(expr, { expression: (node) => { found ||= node.kind === 'column' && node.source === source; } });
  return found;
}
