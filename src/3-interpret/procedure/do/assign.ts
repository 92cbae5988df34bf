import type { Node } from '@pgsql/types';
import type { ProcedureExpression } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';
import type { Expr } from '../../../model/expression.js';
import { tryCoerceInBody } from '../../analyze/coerce.js';
import { typeText } from '../../analyze/type-text.js';
import { fold } from '../condition.js';
import { valueOfType } from './cast-value.js';
import { keepValue } from './keep-values.js';
import { evaluate, known, refuseBlock, scopeOf, setVariable, type RecordField, type Runner, type RunVariable } from './runner.js';
import { isRow } from './value.js';

/** `variable := expr`, `record.field := expr` */
export function assign([name = '', field]: readonly string[], { node }: ProcedureExpression, span: Span, runner: Runner): void {
  const variable = runner.variables.get(name);
  const value = known(() => valueOfType(evaluate(node, runner), field === undefined ? variable?.type : undefined));
  if (field !== undefined) {
    const row = variable?.value;
    if (variable?.fields?.some((each) => each.name === field)) return assignField([name, field], variable.fields, node, span, runner);
    if (!isRow(row) || value === undefined) return refuseBlock(runner, 'this assignment is not supported', span);
    return setVariable(runner, name, { type: undefined, value: { row: { ...row.row, [field]: value } } });
  }
  if (value !== undefined) return setVariable(runner, name, { type: variable?.type, value });
  const scope = scopeOf(runner);
  const worked = fold(variable?.type ? scope.assigned(node, variable.type, `variable "${name}"`) : scope.expression(node));
  const expr = runner.keeping ? keepValue(worked, span, runner) : worked;
  runner.freshness.capture(expr);
  setVariable(runner, name, { type: variable?.type ?? expr.type, value, expr });
}

/** A value of a row as the variable has it: a fraction that is selected into an integer is rounded. */
export function valueFor(variable: RunVariable | undefined, expr: Expr, span: Span, runner: Runner): Expr {
  if (!variable?.type) return expr;
  return fold(tryCoerceInBody(expr, variable.type, runner) ?? refuseBlock(runner, `a variable of type ${typeText(variable.type, runner.catalog)} cannot be given a value of type ${typeText(expr.type, runner.catalog)}`, span));
}

function assignField([name, field]: readonly [string, string], fields: readonly RecordField[], node: Node, span: Span, runner: Runner): void {
  const { type } = runner.variables.get(name) ?? {};
  const assigned = fields.map((each) => (each.name === field ? { name: field, expr: keepValue(fold(scopeOf(runner).assigned(node, each.expr.type, `field "${field}"`)), span, runner) } : each));
  setVariable(runner, name, { type, value: undefined, fields: assigned });
}
