import type { ColumnId } from '../../../model/catalog.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import { NEW_ROW, OLD_ROW } from '../../../model/trigger-program.js';
import { domainOf } from '../../catalog/types.js';
import { hasOneText } from '../fold.js';
import type { Flow, Lowering } from './lowering.js';
import type { BodyState } from './trigger-state.js';

/** `RETURN OLD` instead of NEW. A column that is known to have changed nothing, because the body has asked, stays what it is and is not written. */
export function oldRow({ guard, state }: Flow, lowering: Lowering): BodyState['new'] {
  const same = unchanged(guard);
  return new Map([...state.old].map(([id, before]) => {
    const now = state.new.get(id);
    const keeps = now?.kind === 'column' && now.source === NEW_ROW && now.column === id && same.has(id) && isPlain(now.type, lowering);
    return [id, keeps ? now : before];
  }));
}

/** `NEW.c IS NOT DISTINCT FROM OLD.c`, where it must hold. */
function unchanged(guard: Expr): ReadonlySet<ColumnId> {
  const parts = guard.kind === 'logical' && guard.op === 'and' ? guard.args : [guard];
  return new Set(parts.flatMap((part) => {
    if (part.kind !== 'distinct' || !part.negated) return [];
    const [left, right] = [ofDomain(part.left), ofDomain(part.right)];
    if (left.kind !== 'column' || right.kind !== 'column' || left.column !== right.column) return [];
    const sources = [left.source, right.source];
    return sources.includes(NEW_ROW) && sources.includes(OLD_ROW) ? (left.column ?? []) : [];
  }));
}

/** A value of a domain is compared as one of its base type. */
function ofDomain(expr: Expr): Expr {
  return expr.kind === 'cast' && expr.operand.type.kind === 'domain' ? expr.operand : expr;
}

/** 1.0 and 1.00 are equal, and not the same. */
function isPlain(type: DataType, { catalog }: Lowering): boolean {
  const base = domainOf(catalog, type)?.base ?? type;
  return base.kind === 'enum' || hasOneText(base);
}
