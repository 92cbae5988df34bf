import type { Node } from '@pgsql/types';
import type { ProcedureStatement } from '../../model/procedure.js';
import { columnParts } from './raw-names.js';

/** The variables that the statements give a value, by name; those of blocks inside included. */
export function assignedIn(statements: readonly ProcedureStatement[]): ReadonlySet<string> {
  return new Set(targetsIn(statements).flatMap(([name]) => name ?? []));
}

/** Whether they give a column of a row a value: `NEW.slug := ..`, or the whole row. */
export function assignsColumn(statements: readonly ProcedureStatement[], row: string): (column: string) => boolean {
  const columns = targetsIn(statements).flatMap(([name, column]) => (name === row ? [column] : []));
  return (column) => columns.includes(column) || columns.includes(undefined);
}

/** `v`, `v.field`, as parts; `v` alone for `v[1]`. */
function targetsIn(statements: readonly ProcedureStatement[]): readonly (readonly string[])[] {
  const targets: (readonly string[])[] = [];
  const add = (target: readonly string[] | undefined): void => void (target && targets.push(target));
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return undefined;
    if ('kind' in node && node.kind === 'assign' && 'target' in node) add(assignedParts(node.target as Node));
    if ('into' in node && Array.isArray(node.into)) for (const target of node.into as (readonly string[])[]) add(target);
    if ('items' in node && Array.isArray(node.items)) for (const { target } of node.items as { readonly target?: readonly string[] }[]) add(target);
    return Object.values(node).forEach(visit);
  };
  visit(statements);
  return targets;
}

/** The variable in `v`, `v.field` and `v[1]`. */
function assignedParts(target: Node | undefined): readonly string[] | undefined {
  return target && 'A_Indirection' in target ? assignedParts(target.A_Indirection.arg) : columnParts(target);
}
