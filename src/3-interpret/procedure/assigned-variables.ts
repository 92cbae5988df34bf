import type { Node } from '@pgsql/types';
import type { ProcedureStatement } from '../../model/procedure.js';
import { columnParts } from './raw-names.js';

/** The variables that the statements give a value, by name; those of blocks inside included. */
export function assignedIn(statements: readonly ProcedureStatement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (name: string | undefined): void => void (name !== undefined && names.add(name));
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return undefined;
    if ('kind' in node && node.kind === 'assign' && 'target' in node) add(assignedName(node.target as Node));
    if ('into' in node && Array.isArray(node.into)) for (const [name] of node.into as (readonly string[])[]) add(name);
    if ('items' in node && Array.isArray(node.items)) for (const { target } of node.items as { readonly target?: readonly string[] }[]) add(target?.[0]);
    return Object.values(node).forEach(visit);
  };
  visit(statements);
  return names;
}

/** The variable in `v`, `v.field` and `v[1]`. */
function assignedName(target: Node | undefined): string | undefined {
  return target && 'A_Indirection' in target ? assignedName(target.A_Indirection.arg) : columnParts(target)?.[0];
}
