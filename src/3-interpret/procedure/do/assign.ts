import type { Node } from '@pgsql/types';
import type { ProcedureExpression } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';
import { diagnose } from '../../../diagnostics/diagnose.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import type { Catalog } from '../../../model/catalog.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import { tryCoerceInBody } from '../../analyze/coerce.js';
import { typeText } from '../../analyze/type-text.js';
import { fold } from '../fold.js';
import { valueOfType } from './cast-value.js';
import { keepValue } from './keep-values.js';
import { evaluate, known, refuseBlock, scopeOf, setVariable, type RecordField, type Runner } from './runner.js';
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

/** A value of a row as a variable of the type has it: a fraction that is selected into an integer is rounded. */
export function valueFor(type: DataType | undefined, expr: Expr, span: Span, runner: Pick<Runner, 'catalog' | 'file'>): Expr {
  if (!type) return expr;
  const { catalog, file } = runner;
  const value = tryCoerceInBody(expr, type, runner);
  if (!value) throw new Refusal(diagnose('type-mismatch', { file, span, message: `a variable of type ${typeText(type, catalog)} cannot be given a value of type ${typeText(expr.type, catalog)}` }));
  return fold(value);
}

/** What a variable of a row type is made of. */
export function columnsOfRow(type: DataType, catalog: Catalog): readonly { readonly name: string; readonly type: DataType }[] | undefined {
  const object = type.kind === 'composite' ? catalog.objects.get(type.id) : undefined;
  return object?.kind === 'table' || object?.kind === 'view' ? object.columns : object?.kind === 'composite' ? object.fields : undefined;
}

function assignField([name, field]: readonly [string, string], fields: readonly RecordField[], node: Node, span: Span, runner: Runner): void {
  const { type } = runner.variables.get(name) ?? {};
  const assigned = fields.map((each) => (each.name === field ? { name: field, expr: keepValue(fold(scopeOf(runner).assigned(node, each.expr.type, `field "${field}"`)), span, runner) } : each));
  setVariable(runner, name, { type, value: undefined, fields: assigned });
}
