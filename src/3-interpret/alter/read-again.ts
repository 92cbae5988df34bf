import type { Code } from '../../diagnostics/codes.js';
import { Refusal } from '../../diagnostics/refusal.js';
import type { Column, Index, IndexKey, Table } from '../../model/catalog.js';
import type { Constraint } from '../../model/constraint.js';
import type { Expr } from '../../model/expression.js';
import { mapExpression } from '../../model/walk.js';
import { analyzeAgain, type Again } from '../analyze/analyze-again.js';
import type { Alteration } from '../alter-table.js';
import { readsColumn } from '../catalog/expression-tree.js';
import { editTable, tableIn } from '../draft.js';
import { requireOrderable } from '../index-key.js';
import { refuse } from '../refuse.js';

/** What is stored with the table and reads a column whose type has changed: CHECKs, index keys, predicates. Postgres makes them again from their texts. */
export function readAgain({ draft, table: id }: Alteration, { id: column, name }: Column): void {
  const table = tableIn(draft, id);
  const again: Again = { catalog: draft.catalog, file: draft.statement.file, reads: (expr) => readsColumn(expr, column) };
  try {
    const next = tableAgain(table, again);
    requireKeys({ draft, table: next }, column);
    editTable(draft, id, () => next);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message } = error.diagnostic;
    refuse(draft, code as Code, message, { name, help: 'A CHECK or an index reads the column: drop it in the same ALTER TABLE or before, and create it again for the new type.' });
  }
}

function tableAgain(table: Table, again: Again): Table {
  const constraints = table.constraints.map((constraint): Constraint => {
    if (constraint.kind === 'check' && again.reads(constraint.expr)) return { ...constraint, expr: analyzeAgain(withoutPlaces(constraint.expr), again, 'CHECK') };
    if (constraint.kind !== 'exclusion' || !readsAny(constraint.elements.map(({ key }) => key), constraint.where, again)) return constraint;
    return { ...constraint, elements: constraint.elements.map((element) => ({ ...element, key: keyAgain(element.key, again) })), ...whereAgain(constraint.where, again) };
  });
  const indexes = table.indexes.map((index): Index => (!readsAny(index.keys, index.where, again) ? index : { ...index, keys: index.keys.map((key) => keyAgain(key, again)), ...whereAgain(index.where, again) }));
  return { ...table, constraints, indexes };
}

function readsAny(keys: readonly IndexKey[], where: Expr | undefined, again: Again): boolean {
  return keys.some(({ expr }) => again.reads(expr)) || (where !== undefined && again.reads(where));
}

function keyAgain(key: IndexKey, again: Again): IndexKey {
  return key.expr.kind === 'column' || !again.reads(key.expr) ? key : { ...key, expr: analyzeAgain(withoutPlaces(key.expr), again) };
}

function whereAgain(where: Expr | undefined, again: Again): { readonly where?: Expr } {
  return where && again.reads(where) ? { where: analyzeAgain(withoutPlaces(where), again, 'WHERE') } : where ? { where } : {};
}

/** They were written by other statements. */
function withoutPlaces(expr: Expr): Expr {
  return mapExpression(expr, (node) => {
    if (node.at === undefined) return node;
    const { at: _at, ...rest } = node;
    return rest;
  });
}

/** Keys and indexes must still find an order for their columns. */
function requireKeys({ draft, table }: { readonly draft: Alteration['draft']; readonly table: Table }, column: number): void {
  const changed = table.columns.find(({ id }) => id === column);
  for (const constraint of table.constraints) {
    if (changed && (constraint.kind === 'primary-key' || constraint.kind === 'unique') && constraint.columns.includes(column)) requireOrderable(draft, changed.type, 'btree');
  }
  for (const { keys, method } of table.indexes) for (const { expr, opclass } of keys) if (opclass === undefined && readsColumn(expr, column)) requireOrderable(draft, expr.type, method);
}
