import type { Node } from '@pgsql/types';
import type { ProcedureExpression } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';
import { diagnose } from '../../../diagnostics/diagnose.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import { tryCoerceInBody } from '../../analyze/coerce.js';
import { typeText } from '../../analyze/type-text.js';
import { fold } from '../fold.js';
import { noteAsked } from './asks-of-changing.js';
import { valueOfType } from './cast-value.js';
import { keepValue } from './keep-values.js';
import { evaluate, known, refuseBlock, scopeOf, setVariable, type RecordField, type Runner, type RunVariable } from './runner.js';
import { columnsOfRow } from '../variable-type.js';
import { isRow, type RowValue } from './value.js';

/** `variable := expr`, `record.field := expr` */
export function assign([name = '', field]: readonly string[], { node }: ProcedureExpression, span: Span, runner: Runner): void {
  const variable = runner.variables.get(name);
  const fieldType = variable?.type && columnsOfRow(variable.type, runner.catalog)?.find((column) => column.name === field)?.type;
  const value = known(() => valueOfType(evaluate(node, runner), field === undefined ? variable?.type : fieldType));
  if (field !== undefined) {
    const row = rowOf(variable, runner);
    if (variable?.fields?.some((each) => each.name === field)) return assignField([name, field], variable.fields, node, span, runner);
    if (!isRow(row) || value === undefined) return refuseBlock(runner, 'this assignment is not supported', span);
    return setVariable(runner, name, { type: variable?.type, value: { row: { ...row.row, [field]: value } } });
  }
  if (value !== undefined) return setVariable(runner, name, { type: variable?.type, value });
  const scope = scopeOf(runner);
  const worked = fold(variable?.type ? scope.assigned(node, variable.type, `variable "${name}"`) : scope.expression(node));
  noteAsked(worked, runner);
  const expr = runner.keeping ? keepValue(worked, span, runner) : worked;
  runner.freshness.capture(expr);
  setVariable(runner, name, { type: variable?.type ?? expr.type, value, expr });
}

/** A variable of a row type that nothing has been assigned to is a row of NULLs. */
function rowOf(variable: RunVariable | undefined, { catalog }: Runner): RowValue | undefined {
  if (isRow(variable?.value)) return variable.value;
  const columns = variable?.type && variable.value === null ? columnsOfRow(variable.type, catalog) : undefined;
  return columns && { row: Object.fromEntries(columns.map(({ name }) => [name, null])) };
}

/** A value of a row as a variable of the type has it: a fraction that is selected into an integer is rounded. */
export function valueFor(type: DataType | undefined, expr: Expr, span: Span, runner: Pick<Runner, 'catalog' | 'file'>): Expr {
  if (!type) return expr;
  const { catalog, file } = runner;
  const value = tryCoerceInBody(expr, type, runner);
  if (!value) throw new Refusal(diagnose('type-mismatch', { file, span, message: `a variable of type ${typeText(type, catalog)} cannot be given a value of type ${typeText(expr.type, catalog)}` }));
  return fold(value);
}

function assignField([name, field]: readonly [string, string], fields: readonly RecordField[], node: Node, span: Span, runner: Runner): void {
  const { type } = runner.variables.get(name) ?? {};
  const assigned = fields.map((each) => {
    if (each.name !== field) return each;
    const worked = fold(scopeOf(runner).assigned(node, each.expr.type, `field "${field}"`));
    noteAsked(worked, runner);
    return { name: field, expr: keepValue(worked, span, runner) };
  });
  setVariable(runner, name, { type, value: undefined, fields: assigned });
}
