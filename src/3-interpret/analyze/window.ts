import type { Node, WindowDef } from '@pgsql/types';
import { INT8, INTERVAL, TEXT } from '../../model/base-types.js';
import type { Expr } from '../../model/expression.js';
import type { FrameBound, SortKey, WindowFrame, WindowSpec } from '../../model/query.js';
import { coerceTo, tryCoerce } from './coerce.js';
import { asStored } from './composite-value.js';
import { refuse } from './refuse.js';
import { at, type Scope } from './scope.js';
import { analyzeSortKeys } from './sort.js';
import { typeKey } from './type-key.js';

/** The bits of `WindowDef.frameOptions` (nodes/parsenodes.h, FRAMEOPTION_*). */
const FRAME = {
  nonDefault: 0x1, range: 0x2, rows: 0x4, groups: 0x8,
  startUnboundedPreceding: 0x20, endUnboundedPreceding: 0x40, startUnboundedFollowing: 0x80, endUnboundedFollowing: 0x100,
  startCurrentRow: 0x200, endCurrentRow: 0x400, startPreceding: 0x800, endPreceding: 0x1000, startFollowing: 0x2000, endFollowing: 0x4000,
  excludeCurrentRow: 0x8000, excludeGroup: 0x10000, excludeTies: 0x20000,
} as const;

/** `OVER (..)`, `OVER name`, and the entries of the WINDOW clause (transformWindowDefinitions). */
export function analyzeWindow(node: WindowDef, scope: Scope): WindowSpec {
  const referred = node.refname ?? (node.name !== undefined && isReference(node) ? node.name : undefined);
  const base = referred === undefined ? undefined : scope.windows?.find((window) => window.name === referred)?.spec;
  if (referred !== undefined && !base) refuse(scope, 'unknown-window', `window "${referred}" does not exist`, { at: node.location });
  const inner = at(scope, 'window');
  const partitionBy = (node.partitionClause ?? []).map((part) => typed(asStored(scope.analyze.expression(part, inner)), scope));
  const orderBy = analyzeSortKeys(node.orderClause ?? [], inner, { repeated: 'none' });
  if (base && partitionBy.length > 0) refuse(scope, 'invalid-expression', `cannot override PARTITION BY clause of window "${referred}"`, { at: node.location });
  if (base && base.orderBy.length > 0 && orderBy.length > 0) refuse(scope, 'invalid-expression', `cannot override ORDER BY clause of window "${referred}"`, { at: node.location });
  const frame = frameOf(node, orderBy.length > 0 ? orderBy : (base?.orderBy ?? []), inner) ?? base?.frame;
  return {
    ...(isReference(node) && node.name !== undefined && { name: node.name }),
    partitionBy: base ? base.partitionBy : partitionBy,
    orderBy: base && orderBy.length === 0 ? base.orderBy : orderBy,
    ...(frame && { frame }),
  };
}

/** `OVER w` without parentheses: nothing but a name. */
function isReference(node: WindowDef): boolean {
  return node.name !== undefined && !node.partitionClause && !node.orderClause && ((node.frameOptions ?? 0) & FRAME.nonDefault) === 0 && !node.refname;
}

function typed(expr: Expr, scope: Scope): Expr {
  return typeKey(expr.type) === 'unknown' ? coerceTo(expr, TEXT, scope) : expr;
}

function frameOf(node: WindowDef, orderBy: readonly SortKey[], scope: Scope): WindowFrame | undefined {
  const options = node.frameOptions ?? 0;
  if ((options & FRAME.nonDefault) === 0) return undefined;
  const exclude = options & FRAME.excludeCurrentRow ? 'current row' : options & FRAME.excludeGroup ? 'group' : options & FRAME.excludeTies ? 'ties' : undefined;
  const mode = options & FRAME.rows ? 'rows' : options & FRAME.groups ? 'groups' : 'range';
  return {
    mode,
    start: bound(options, 'start', node.startOffset, mode, orderBy, scope),
    end: bound(options, 'end', node.endOffset, mode, orderBy, scope),
    ...(exclude && { exclude }),
  };
}

function bound(options: number, side: 'start' | 'end', offset: Node | undefined, mode: WindowFrame['mode'], orderBy: readonly SortKey[], scope: Scope): FrameBound {
  const has = (suffix: 'UnboundedPreceding' | 'UnboundedFollowing' | 'CurrentRow' | 'Preceding' | 'Following'): boolean => (options & FRAME[`${side}${suffix}`]) !== 0;
  if (has('UnboundedPreceding')) return { kind: 'unbounded preceding' };
  if (has('UnboundedFollowing')) return { kind: 'unbounded following' };
  if (has('CurrentRow') || !offset) return { kind: 'current row' };
  const written = scope.analyze.expression(offset, scope);
  const value = mode === 'range' ? distance(written, orderBy, scope) : tryCoerce(written, INT8, 'implicit', scope);
  if (!value) return refuse(scope, 'type-mismatch', `argument of ${mode.toUpperCase()} must be type bigint`, { at: written.at });
  return { kind: has('Preceding') ? 'preceding' : 'following', offset: value };
}

/** What is added to a value of the sort key: to a moment, an interval. */
function distance(offset: Expr, [key]: readonly SortKey[], scope: Scope): Expr {
  if (typeKey(offset.type) !== 'unknown' || !key) return offset;
  return coerceTo(offset, MOMENTS.has(typeKey(key.expr.type)) ? INTERVAL : key.expr.type, scope);
}

const MOMENTS: ReadonlySet<unknown> = new Set(['date', 'timestamp', 'timestamptz', 'time', 'timetz']);
