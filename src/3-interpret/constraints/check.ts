import type { Constraint as Clause } from '@pgsql/types';
import type { ObjectId, Table } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { columnsRead } from '../catalog/expression-tree.js';
import { constraintName } from '../catalog/generate-name.js';
import { addConstraint } from '../catalog/names.js';
import { newPartId, tableIn, type Draft } from '../draft.js';
import { refuse } from '../refuse.js';
import { storedCondition } from '../stored-expression.js';

/** `t_a_check` when the condition reads one column, else `t_check`. */
function checkName(draft: Draft, table: Table, expr: Expr): string {
  const read = columnsRead(expr);
  const column = read.length === 1 ? table.columns.find((candidate) => candidate.id === read[0])?.name : undefined;
  return constraintName(draft.catalog, table.schema, table.name, column, 'check');
}

/** `[CONSTRAINT name] CHECK (condition) [NOT VALID] [NOT ENFORCED]` */
export function addCheck(draft: Draft, id: ObjectId, clause: Clause): void {
  const table = tableIn(draft, id);
  if (clause.conname !== undefined && table.constraints.some((constraint) => constraint.name === clause.conname)) {
    refuse(draft, 'duplicate-constraint', `constraint "${clause.conname}" for relation "${table.name}" already exists`, {
      name: clause.conname,
      at: clause.location,
    });
  }
  if (!clause.raw_expr) return;
  const expr = storedCondition(draft, clause.raw_expr, table, 'check');
  addConstraint(draft, id, {
    kind: 'check',
    id: newPartId(draft),
    name: clause.conname ?? checkName(draft, table, expr),
    generatedName: clause.conname === undefined,
    expr,
    columns: columnsRead(expr),
    notValid: clause.skip_validation === true,
    notEnforced: clause.is_enforced !== true,
    ...(clause.is_no_inherit && { noInherit: true as const }),
  });
}
