import type { Column } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { DataStatement } from '../../../model/query.js';
import type { Statement } from '../../../model/statement.js';
import { walkTree } from '../../../model/walk.js';
import { draftOf, newPartId } from '../../draft.js';
import { queryOf } from '../inserted-row.js';
import { isFields, type VariableState } from '../trigger/trigger-state.js';
import { fillKept, makeKept, readOf } from './keep-values.js';
import type { Runner } from './runner.js';

/** A variable of a loop over rows that keeps its value from round to round. */
export interface Carried {
  readonly name: string;
  readonly initial: Expr;
}

/** Where the values are between two rounds: a table of one row. */
export interface CarriedStore extends ReadonlyMap<string, { readonly column: number; readonly expr: Expr }> {
  readonly table: number;
}

/** Makes a table of one row with what the variables are before the loop. */
export function keepCarried(variables: readonly Carried[], cause: Statement, runner: Runner): CarriedStore | undefined {
  if (variables.length === 0) return undefined;
  const draft = draftOf(cause, runner.catalog, runner.services);
  const columns = variables.map(({ initial }, i): Column => ({ id: newPartId(draft), name: `v${i + 1}`, type: initial.type, notNull: false }));
  const table = makeKept(draft, columns, runner);
  fillKept(table, queryOf(variables.map(({ name, initial }) => ({ name, expr: initial }))), cause, runner);
  const entries = variables.map(({ name }, i) => {
    const column = columns[i] as Column;
    return [name, { column: column.id, expr: { kind: 'subquery' as const, form: 'scalar' as const, type: column.type, query: readOf(table, column, runner) } }] as const;
  });
  return Object.assign(new Map(entries), { table: table.id });
}

/** The variables whose value at the beginning of a round the trees read, and those that these are made of. */
export function carriedOver(trees: readonly (Expr | DataStatement)[], ending: (name: string) => VariableState['value'] | undefined, marker: number): Set<string> {
  const names = new Set<string>();
  const visit = (tree: Expr | DataStatement): void => walkTree(tree, { expression: (node) => {
    if (node.kind !== 'column' || node.source !== marker || names.has(node.name)) return;
    names.add(node.name);
    const value = ending(node.name);
    if (value) (isFields(value) ? value.map(({ expr }) => expr) : [value]).forEach(visit);
  } });
  trees.forEach(visit);
  return names;
}
