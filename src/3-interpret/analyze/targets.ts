import type { Node } from '@pgsql/types';
import { TEXT } from '../../model/base-types.js';
import type { Expr } from '../../model/expression.js';
import type { OutputColumn, Target } from '../../model/query.js';
import { outputName } from './output-name.js';
import type { Scope } from './scope.js';
import { starColumns } from './star.js';
import { typeKey } from './type-key.js';

/** A select or RETURNING list with its stars expanded (transformTargetList). */
export function analyzeTargets(nodes: readonly Node[] | undefined, scope: Scope, unknowns: 'text' | 'keep'): readonly Target[] {
  return (nodes ?? []).flatMap((node) => {
    if (!('ResTarget' in node) || !node.ResTarget.val) return [];
    const { name, val } = node.ResTarget;
    const star = starColumns(val, scope);
    if (star) return star;
    const expr = scope.analyze.expression(val, scope);
    return [{ expr: unknowns === 'text' ? withoutUnknown(expr) : expr, name: name ?? outputName(val) }];
  });
}

/** An untyped literal that nothing gave a type is text (resolveTargetListUnknowns). */
export function withoutUnknown(expr: Expr): Expr {
  return expr.kind === 'literal' && typeKey(expr.type) === 'unknown' ? { ...expr, type: TEXT } : expr;
}

export function columnsOfTargets(targets: readonly Target[]): readonly OutputColumn[] {
  return targets.map(({ expr, name }) => ({ name, type: expr.type }));
}
