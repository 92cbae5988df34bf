import type { Table } from '../../../model/catalog.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import type { ProcedureTarget } from '../../../model/procedure.js';
import type { TableSource } from '../../../model/query.js';
import type { Span } from '../../../model/span.js';
import { mapExpression } from '../../../model/walk.js';
import { NEW_ROW } from '../../../model/trigger-program.js';
import { INT8 } from '../../../model/base-types.js';
import { placeOf, queryOf } from '../inserted-row.js';
import { isFields, type VariableState } from '../trigger/trigger-state.js';
import { columnsOfRow } from '../variable-type.js';
import { valueFor } from './assign.js';
import { setVariable, type Runner } from './runner.js';
import { ENDED } from './without-jumps.js';

/** `FOR r IN ..` for a record, `FOR id IN ..` for a variable of a plain type, `FOR a, b IN ..` for several. */
export function rowVariables(names: readonly string[], { columns }: Table, span: Span, runner: Runner): readonly (readonly [string, VariableState])[] {
  const fields = columns.map(({ id, name, type }) => ({ name, expr: { kind: 'column', source: NEW_ROW, column: id, name, type } as const }));
  const [only = ''] = names;
  const own = runner.variables.get(only)?.type;
  const given = (type: DataType | undefined, expr: Expr): Expr => valueFor(type, expr, span, runner);
  if (names.length === 1 && own === undefined) return [[only, { type: undefined, value: fields }]];
  if (names.length === 1 && own?.kind === 'composite') return [[only, { type: own, value: (columnsOfRow(own, runner.catalog) ?? []).map(({ name, type }, i) => ({ name, expr: fields[i] ? given(type, fields[i].expr) : { kind: 'literal', value: null, type } })) }]];
  return names.flatMap((name, i) => {
    const [type, expr] = [runner.variables.get(name)?.type, fields[i]?.expr];
    return expr ? [[name, { type: type ?? expr.type, value: given(type, expr) }] as const] : [];
  });
}

/** Behind the loop its variables have the last row, and are NULL where there was none; where it may have ended before, nothing is known of them. */
export function leaveLastRow(target: ProcedureTarget, table: Table, assigned: ReadonlySet<string>, span: Span, runner: Runner): void {
  const last = (value: Expr): Expr => mapExpression(value, (node) => (node.kind === 'column' && node.source === NEW_ROW ? lastOf(node, table, runner) : node));
  for (const [name, { type, value }] of rowVariables(target.map(([first = '']) => first), table, span, runner)) {
    if (assigned.has(name)) continue;
    const own = runner.variables.get(name)?.type ?? (isFields(value) ? type : undefined);
    if (assigned.has(ENDED)) setVariable(runner, name, { type: own, value: undefined });
    else setVariable(runner, name, isFields(value) ? { type: own, value: undefined, fields: value.map((field) => ({ name: field.name, expr: last(field.expr) })) } : { type: own, value: undefined, expr: last(value) });
  }
}

function lastOf(column: Extract<Expr, { kind: 'column' }>, table: Table, { counter }: Runner): Expr {
  const from: TableSource = { kind: 'table', source: counter.nextSource++, relation: table.id };
  const query = queryOf([{ name: column.name, expr: { ...column, source: from.source } }], { from: [from] });
  return { kind: 'subquery', form: 'scalar', query: { ...query, orderBy: [{ expr: placeOf(from), descending: true, nulls: 'last' }], limit: { kind: 'literal', value: '1', type: INT8 } }, type: column.type };
}
