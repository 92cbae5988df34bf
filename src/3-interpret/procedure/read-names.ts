import type { Node } from '@pgsql/types';
import type { ProcedureBlock, ProcedureStatement, Raise } from '../../model/procedure.js';
import { columnParts } from './raw-names.js';

/** Whether an expression of the body may mean the variable; a column of its name counts too. INTO, assignments and what is only told the client do not read. */
export function isRead(name: string, body: ProcedureBlock, returns: 'read' | 'unread'): boolean {
  let names = NAMES[returns].get(body);
  if (!names) {
    names = new Set();
    collect(body, names, returns);
    NAMES[returns].set(body, names);
  }
  return names.has(name);
}

/** A body is carried out for each trigger and event. */
const NAMES = { read: new WeakMap<ProcedureBlock, Set<string>>(), unread: new WeakMap<ProcedureBlock, Set<string>>() };

function collect(tree: unknown, names: Set<string>, returns: 'read' | 'unread'): void {
  if (Array.isArray(tree)) for (const item of tree) collect(item, names, returns);
  if (typeof tree !== 'object' || tree === null || (returns === 'unread' && 'kind' in tree && tree.kind === 'return')) return;
  if (isNotice(tree)) return collect(tree.args.filter(({ node }) => !('ColumnRef' in node)), names, returns);
  const [first] = columnParts(tree as Node) ?? [];
  if (first !== undefined) names.add(first);
  for (const [key, part] of Object.entries(tree)) if (!(key === 'target' && isWhole(part))) collect(part, names, returns);
}

/** `RAISE NOTICE '%', x` */
function isNotice(tree: object): tree is Raise {
  return 'kind' in tree && tree.kind === 'raise' && 'level' in tree && tree.level !== 'exception';
}

/** `name := value`; giving a part of a value another one reads the rest. */
function isWhole(target: unknown): boolean {
  return typeof target === 'object' && target !== null && 'ColumnRef' in target;
}

/** Whether anything outside of the loop asks for the variable; messages that only tell something do not count. */
export function isReadAfter(name: string, loop: { readonly statements: readonly ProcedureStatement[] }, body: ProcedureBlock | undefined): boolean {
  let found = false;
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || node === loop.statements) return;
    if (Array.isArray(node)) return node.forEach(visit);
    if ('kind' in node && node.kind === 'raise' && 'level' in node && node.level !== 'exception') return;
    if ('ColumnRef' in node) found ||= columnParts(node as never)?.[0] === name;
    for (const [key, part] of Object.entries(node)) if (!('kind' in node && node.kind === 'assign' && key === 'target')) visit(part);
  };
  visit(body);
  return found;
}
