import type { Node } from '@pgsql/types';
import type { ProcedureStatement } from '../../model/procedure.js';
import { columnParts } from './raw-names.js';

/** The variables that the statements give a value, by name, and by their other name if they have one; those of blocks inside included. */
export function assignedIn(statements: readonly ProcedureStatement[], otherNames?: ReadonlyMap<string, string>): ReadonlySet<string> {
  return new Set(targetsIn(statements).flatMap(([name]) => (name === undefined ? [] : [name, otherNames?.get(name) ?? name])));
}

/** The parameters that the statements name by their number, as `$1`. */
export function numberedIn(statements: readonly ProcedureStatement[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return undefined;
    if ('ParamRef' in node) found.add(`$${(node.ParamRef as { readonly number?: number }).number ?? 0}`);
    if ('ColumnRef' in node) found.add(columnParts(node as Node)?.[0] ?? '');
    return Object.values(node).forEach(visit);
  };
  visit(statements);
  return found;
}

/** The variables that blocks and loops among the statements declare, by name. */
export function declaredIn(statements: readonly ProcedureStatement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return undefined;
    if ('kind' in node && node.kind === 'block' && 'variables' in node) for (const { name } of node.variables as readonly { readonly name: string }[]) names.add(name);
    if ('kind' in node && node.kind === 'for-integer' && 'variable' in node) names.add(node.variable as string);
    return Object.values(node).forEach(visit);
  };
  visit(statements);
  return names;
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
