import { BOOL, TEXT } from '../../../model/base-types.js';
import type { Assign, ProcedureExpression, ProcedureTarget, Variable } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr, RowConstructor } from '../../../model/expression.js';
import type { A_Indirection, Node } from '@pgsql/types';
import { withPart } from '../../analyze/assigned-part.js';
import { tryCoerceInBody } from '../../analyze/coerce.js';
import { NO_FIELD } from '../../analyze/column-reference.js';
import { refuse } from '../../analyze/refuse.js';
import { resolveTypeName } from '../../analyze/type-name.js';
import { baseKey, typeKey } from '../../analyze/type-key.js';
import { typeText } from '../../analyze/type-text.js';
import { FALSE, TRUE } from '../condition.js';
import { columnParts } from '../raw-names.js';
import { typeLike } from '../variable-type.js';
import { calledForValue } from './call-value.js';
import { held, unsupported, valueOf, type Flow, type Lowering } from './lowering.js';
import { populatedRow } from './populated-row.js';
import { rowFields } from './row-fields.js';
import { isUnread, raiseThrownAway } from './thrown-away.js';
import { isFields, type BodyState, type RecordField, type VariableState } from './trigger-state.js';

/** `DECLARE v type := value;` */
export function runDeclarations(variables: readonly Variable[], start: Flow, lowering: Lowering): Flow {
  let flow = start;
  for (const variable of variables) {
    // What is left of its OPEN and FETCH says itself that it has no equivalent.
    if (variable.type.kind === 'cursor') continue;
    const type = typeOfVariable(variable, lowering);
    const fields = type?.kind === 'composite' ? rowFields(type, lowering) : variable.type.kind === 'record' ? [] : undefined;
    const empty: VariableState = fields ? { type, value: fields, given: FALSE } : { type, value: { kind: 'literal', value: null, type: type ?? TEXT } };
    flow = withVariable(flow, variable.name, empty);
    if (variable.value) flow = assignTo([variable.name], calledForValue(lowering.scope(flow.state).expression(lowering.raw(variable.value.node)), flow, lowering, variable.span), flow, lowering, variable.span);
  }
  return flow;
}

function typeOfVariable(variable: Variable, lowering: Lowering): DataType | undefined {
  const { type, span } = variable;
  if (type.kind === 'cursor') return undefined;
  if (type.kind === 'record') return undefined;
  if (type.kind === 'type') return resolveTypeName(type.type, lowering.catalog, lowering);
  const [code, what] = type.row ? ['unknown-table', 'relation'] as const : ['unknown-column', 'column'] as const;
  return typeLike(type, lowering.catalog) ?? refuse(lowering, code, `${what} "${type.names.join('.')}" does not exist`, { at: span.start });
}

function withVariable(flow: Flow, name: string, variable: VariableState): Flow {
  return { ...flow, state: { ...flow.state, variables: new Map([...flow.state.variables, [name, variable]]) } };
}

/** A parameter that is given a value has it under its number too. */
function withBothNames(flow: Flow, name: string, variable: VariableState, { otherNames }: Lowering): Flow {
  const other = otherNames?.get(name);
  const first = withVariable(flow, name, variable);
  return other === undefined ? first : withVariable(first, other, variable);
}

function refusePart(span: Span, lowering: Lowering): never {
  return unsupported(lowering, 'assigning to a part of a value has no equivalent', span, 'A key of a document can be assigned to where it is written out; otherwise assign the whole value: jsonb_set(..), array_append(..).');
}

/** `NEW.data['key'] := value` gives the whole document another value. */
function wholeOf({ arg, indirection = [] }: A_Indirection, value: Node, span: Span, flow: Flow, lowering: Lowering): readonly [target: Node, value: Node] {
  const document = arg && columnParts(arg) && lowering.scope(flow.state).expression(arg);
  const isDocument = document && baseKey(typeKey(document.type), lowering.catalog) === 'jsonb';
  const whole = arg && isDocument ? withPart(arg, indirection, value) : undefined;
  return arg && whole ? [arg, whole] : refusePart(span, lowering);
}

/** `variable := value`, `NEW.column := value` */
export function runAssign({ target: written, value, span }: Assign, flow: Flow, lowering: Lowering): Flow {
  const target = lowering.raw(written);
  const [whole, given] = 'A_Indirection' in target ? wholeOf(target.A_Indirection, value.node, span, flow, lowering) : [target, value.node];
  const parts = columnParts(whole);
  if (!parts) return refusePart(span, lowering);
  const rows = rowOfCall(given, parts, flow, lowering);
  if (rows) {
    const end = lowering.run([{ kind: 'sql', span, statement: { file: lowering.file, span, text: '', tag: 'SelectStmt', node: rows }, into: [parts], strict: false }], flow, lowering);
    // Only a SELECT says whether it has found something.
    return { ...end, state: { ...end.state, found: flow.state.found } };
  }
  return assignTo(parts, calledForValue(lowering.scope(flow.state).expression(lowering.raw(given)), flow, lowering, span), flow, lowering, span);
}

/** `record := f(x)` where f gives a row: `SELECT * INTO record FROM f(x)`. */
function rowOfCall(given: Node, parts: readonly string[], { state }: Flow, lowering: Lowering): Node | undefined {
  const variable = parts.length === 1 ? state.variables.get(parts[0] ?? '') : undefined;
  if (!variable || !isFields(variable.value) || !('FuncCall' in given)) return undefined;
  const scope = lowering.scope(state);
  const call = (scope.asWritten ?? scope).expression(lowering.raw(given));
  const object = call.kind === 'call' && call.function !== undefined ? lowering.catalog.objects.get(call.function) : undefined;
  if (object?.kind !== 'function' || !object.rows || object.returnsSet) return undefined;
  const from: Node = { RangeFunction: { functions: [{ List: { items: [given] } }] } };
  return { SelectStmt: { targetList: [{ ResTarget: { val: { ColumnRef: { fields: [{ A_Star: {} }] } } } }], fromClause: [from], limitOption: 'LIMIT_OPTION_DEFAULT', op: 'SETOP_NONE' } };
}

/** Gives a variable or a column of NEW (or OLD) its value. */
export function assignTo(parts: readonly string[], value: Expr, flow: Flow, lowering: Lowering, span: Span): Flow {
  const [first = '', second] = parts;
  const { state } = flow;
  const variable = state.variables.get(first);
  if (!variable && (first === 'new' || first === 'old')) return second === undefined ? assignRow(first, value, flow, lowering, span) : assignColumn(first, second, value, flow, lowering, span);
  if (!variable) return refuse(lowering, 'unknown-column', `"${first}" is not a known variable`, { at: span.start });
  if (second === undefined && !isFields(variable.value)) {
    const given = converted(value, variable.type, `variable "${first}"`, flow, lowering);
    if (isUnread(parts, lowering)) raiseThrownAway(given, flow, lowering, span);
    return withBothNames(flow, first, { ...variable, value: given }, lowering);
  }
  if (!isFields(variable.value)) return refuse(lowering, 'unknown-column', `"${parts.join('.')}" is not a known variable`, { at: span.start });
  if (second === undefined) return assignRecord(first, variable.type, value, flow, lowering, span);
  const fields = variable.value.map((field) => (field.name === second ? { ...field, expr: converted(value, field.expr.type, `field "${second}"`, flow, lowering) } : field));
  return withVariable(flow, first, { ...variable, value: fields, given: TRUE });
}

function converted(value: Expr, type: DataType | undefined, what: string, flow: Flow, lowering: Lowering): Expr {
  const result = type ? tryCoerceInBody(value, type, lowering) : value;
  if (!result) return refuse(lowering, 'type-mismatch', `${what} is of type ${type ? typeText(type, lowering.catalog) : 'record'} but expression is of type ${typeText(value.type, lowering.catalog)}`, { at: value.at });
  return held(valueOf(result, lowering), flow, lowering);
}

/** A row of the type: a variable of a row type keeps the names and types of its fields, whatever it is given. */
function rowOf(type: DataType, values: readonly Expr[], flow: Flow, lowering: Lowering): readonly RecordField[] {
  return rowFields(type, lowering).map(({ name, expr }, i) => ({ name, expr: values[i] ? converted(values[i], expr.type, `field "${name}"`, flow, lowering) : expr }));
}

/** `record := NEW`, `record := other_record` */
function assignRecord(name: string, own: DataType | undefined, given: Expr, flow: Flow, lowering: Lowering, span: Span): Flow {
  const value = populatedRow(given, lowering) ?? given;
  if (own && value.kind === 'row') return withVariable(flow, name, { type: own, value: rowOf(own, value.fields, flow, lowering), ...givenBy(value) });
  if (own && isNull(value)) return withVariable(flow, name, { type: own, value: rowFields(own, lowering), given: FALSE });
  if (value.kind === 'row' && value.names?.length === value.fields.length) {
    const names = value.names;
    return withVariable(flow, name, { type: undefined, value: value.fields.map((expr, i) => ({ name: names[i] ?? '', expr })) });
  }
  const type = value.type.kind === 'composite' ? rowFields(value.type, lowering) : [];
  if (value.kind !== 'row' || !isFields(type) || type.length !== value.fields.length) return unsupported(lowering, `the row variable "${name}" takes a value that is no row of a table`, span);
  const fields = type.map((field, i) => ({ name: field.name, expr: value.fields[i] ?? field.expr }));
  return withVariable(flow, name, { type: own, value: fields });
}

/** A variable may be NULL itself, of which nothing is said here. */
function givenBy({ stored, orNull }: RowConstructor): Pick<VariableState, 'given'> {
  if (stored) return { given: { kind: 'test', test: 'null', negated: true, operand: stored, type: BOOL } };
  if (typeof orNull === 'object') return { given: { kind: 'logical', op: 'not', args: [orNull], type: BOOL } };
  return orNull ? {} : { given: TRUE };
}

function isNull(value: Expr): boolean {
  return value.kind === 'cast' ? isNull(value.operand) : value.kind === 'literal' && value.value === null;
}

function assignColumn(row: 'new' | 'old', name: string, value: Expr, flow: Flow, lowering: Lowering, span: Span): Flow {
  const column = lowering.table.columns.find((candidate) => candidate.name === name);
  if (!column) return refuse(lowering, 'unknown-column', `record "${row}" has no field "${name}"`, { at: span.start, condition: NO_FIELD });
  const values = new Map(flow.state[row]).set(column.id, converted(value, column.type, `column "${name}"`, flow, lowering));
  return { ...flow, state: { ...flow.state, [row]: values } as BodyState };
}

/** `NEW := OLD` */
function assignRow(row: 'new' | 'old', given: Expr, flow: Flow, lowering: Lowering, span: Span): Flow {
  const value = populatedRow(given, lowering) ?? given;
  if (value.kind !== 'row' || value.fields.length !== lowering.table.columns.length) return unsupported(lowering, `${row.toUpperCase()} takes a value that is no row of its table`, span);
  const values = new Map(lowering.table.columns.map((column, i) => [column.id, value.fields[i] as Expr]));
  return { ...flow, state: { ...flow.state, [row]: values } as BodyState };
}

/** `RETURN changed`, where a record or ROW(..) takes the place of NEW: its fields are the columns, in order. */
export function withNewRow({ node, span }: ProcedureExpression, flow: Flow, lowering: Lowering): Flow {
  const variable = flow.state.variables.get(columnParts(node)?.join('.') ?? '');
  if (!variable || !isFields(variable.value)) return assignRow('new', lowering.scope(flow.state).expression(lowering.raw(node)), flow, lowering, span);
  const fields = variable.value;
  if (fields.length !== lowering.table.columns.length) return refuse(lowering, 'type-mismatch', 'returned row structure does not match the structure of the triggering table', { at: span.start });
  return { ...flow, state: { ...flow.state, new: new Map(lowering.table.columns.map(({ id }, i) => [id, fields[i]?.expr as Expr])) } };
}

/** `INTO a, b` or `INTO record`: the values are those of the columns, in order. */
export function assignInto(target: ProcedureTarget, columns: readonly { readonly name: string; readonly expr: Expr }[], start: Flow, lowering: Lowering, span: Span): Flow {
  const [only = []] = target;
  const variable = start.state.variables.get(only[0] ?? '');
  if (target.length === 1 && only.length === 1 && variable && isFields(variable.value)) {
    const { type } = variable;
    const fields = type ? rowOf(type, columns.map(({ expr }) => expr), start, lowering) : columns.map(({ name, expr }) => ({ name, expr: held(expr, start, lowering) }));
    return withVariable(start, only[0] ?? '', { type, value: fields, given: TRUE });
  }
  const whole = target.length === 1 && only.length === 1 && (only[0] === 'new' || only[0] === 'old') && !variable;
  let flow = start;
  for (const [i, parts] of (whole ? lowering.table.columns.map(({ name }) => [...only, name]) : target).entries()) {
    const expr = columns[i]?.expr ?? { kind: 'literal' as const, value: null, type: { kind: 'base' as const, name: 'unknown', modifiers: [] } };
    flow = assignTo(parts, expr, flow, lowering, span);
  }
  return flow;
}
