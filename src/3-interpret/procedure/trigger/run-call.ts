import { BOOL, VOID } from '../../../model/base-types.js';
import type { Catalog, FunctionObject } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { Span } from '../../../model/span.js';
import { someNode, walkTree } from '../../../model/walk.js';
import { bodyScope, withNamedParameters } from '../body-scope.js';
import { outputsOf, withUnreadRows } from '../unread-rows.js';
import { and, choose, FALSE, isNever, textLiteral } from '../condition.js';
import { fold } from '../fold.js';
import { CHANGES_ROWS } from '../../../model/obstacle.js';
import { emit, UNKNOWN_TEXT, unsupported, type Flow, type Lowering } from './lowering.js';
import { rowFields } from './row-fields.js';
import { seeingThrough } from './seen-through.js';
import { itemsOf, NO_TABLE, type BodyState, type VariableState } from './trigger-state.js';

/**
 * `PERFORM f(NEW.id)`: what the function does, as if its statements stood here with its parameters for variables. Undefined where it is no
 * function of the user's with a body that can be read.
 */
export function runCall(call: Expr, flow: Flow, lowering: Lowering, span: Span): Flow | undefined {
  const object = functionOf(call, lowering);
  if (call.kind !== 'call' || !object?.procedure || (object.inline && !raises(object.inline)) || (object.returnsSet && object.rows)) return undefined;
  const { end, guard } = carryOut(object, call.args, flow, lowering, span, { type: object.returns ?? VOID, returned: [], unread: true });
  return isNever(end.guard) && end.raised === true && guard === flow.guard ? { ...flow, guard: FALSE, raised: true } : flow;
}

/** `NEW.number := next_number(NEW.kind)`: the function is carried out, and what it returned takes its place. Undefined as above. */
export function runCallForValue(call: Expr, flow: Flow, lowering: Lowering, span: Span): Expr | undefined {
  const object = functionOf(call, lowering);
  if (call.kind !== 'call' || !object?.procedure || object.inline || object.returnsSet || !object.returns || !(object.statements ? returnsValue(object) : isCarriedOut(object))) return undefined;
  const results: NonNullable<Lowering['results']> = { type: object.returns, returned: [] };
  const { end } = carryOut(object, call.args, flow, lowering, span, results);
  if (!isNever(end.guard)) emit(lowering, end, { kind: 'raise', message: textLiteral('control reached end of function without RETURN') }, span);
  const none: Expr = { kind: 'literal', type: object.returns, value: null };
  return results.returned.reduceRight<Expr | undefined>((otherwise, { guard, value }) => (otherwise || object.strict ? choose(guard, value, otherwise ?? none) : value), undefined) ?? none;
}

function isCarriedOut({ obstacle }: FunctionObject): boolean {
  return obstacle === CHANGES_ROWS || obstacle === UNKNOWN_TEXT;
}

/** A function in SQL has a result where its last statement has one. */
function returnsValue({ procedure }: FunctionObject): boolean {
  return procedure !== undefined && !('unreadable' in procedure) && procedure.body.statements.at(-1)?.kind === 'return';
}

/** The function of the user's that is called, with a body that can be read. */
function functionOf(call: Expr, { catalog }: Lowering): FunctionObject | undefined {
  const object = call.kind === 'call' && call.function !== undefined ? catalog.objects.get(call.function) : undefined;
  return object?.kind === 'function' && object.procedure && !('unreadable' in object.procedure) ? object : undefined;
}

function carryOut(object: FunctionObject, args: readonly Expr[], flow: Flow, lowering: Lowering, span: Span, results: NonNullable<Lowering['results']>): { readonly end: Flow; readonly guard: Expr } {
  const { procedure, id } = object;
  if (!procedure || 'unreadable' in procedure) return { end: flow, guard: flow.guard };
  if (lowering.calling.includes(id)) return unsupported(lowering, `${object.name} calls itself`, span, 'Write one statement for all rows, with WITH RECURSIVE.');
  lowering.called.add(id);
  const { catalog, counter } = lowering;
  const inner: Lowering = {
    ...lowering,
    file: procedure.file,
    body: procedure.body,
    table: NO_TABLE,
    results,
    calling: [...lowering.calling, id],
    scope: (state) => seeingThrough(bodyScope(catalog, procedure.file, itemsOf(NO_TABLE, state, []), counter, [], procedure.body.variablesFirst), lowering.called),
    raw: withNamedParameters,
  };
  const state: BodyState = { new: new Map(), old: new Map(), variables: parametersOf(object, args, lowering), found: FALSE };
  // A STRICT function does nothing where an argument is NULL.
  const there = object.strict ? args.map((operand): Expr => ({ kind: 'test', test: 'null', negated: true, operand, type: BOOL })) : [];
  const guard = fold(and(flow.guard, ...there));
  return { guard: there.length > 0 ? guard : flow.guard, end: isNever(guard) ? { ...flow, guard: FALSE } : lowering.run([results.unread ? withUnreadRows(procedure.body) : procedure.body], { guard, state }, inner) };
}

/** Whether throwing the value away would throw away something that is done, too. */
export function mayChange(expr: Expr, { objects }: Catalog): boolean {
  let changes = false;
  walkTree(expr, {
    expression: (node) => {
      const object = node.kind === 'call' && node.function !== undefined ? objects.get(node.function) : undefined;
      if (object?.kind === 'function' && object.inline) changes ||= raises(object.inline);
      else if (node.kind === 'call' && node.volatile) changes ||= object !== undefined || node.name === 'nextval' || node.name === 'setval';
    },
  });
  return changes;
}

/** A value that is thrown away still raises its exceptions. */
function raises(value: Expr): boolean {
  return someNode(value, (node) => node.kind === 'call' && 'name' in node && node.name === 'raise_exception');
}

/** The arguments are worked out before the body does anything. */
function parametersOf(object: FunctionObject, args: readonly Expr[], lowering: Lowering): BodyState['variables'] {
  const variables = new Map<string, VariableState>();
  const inputs = object.parameters.flatMap((parameter, i) => (parameter.mode === 'out' || parameter.mode === 'table' ? [] : [{ ...parameter, number: i + 1 }]));
  for (const [i, { name, number, type, default: otherwise }] of inputs.entries()) {
    const value = args[i] ?? otherwise ?? { kind: 'literal', type, value: null };
    lowering.freshness.capture(value);
    const fields = value.kind === 'row' ? rowFields(type, lowering) : [];
    const known: VariableState = value.kind === 'row' ? { type, value: fields.map((field, at) => ({ name: field.name, expr: value.fields[at] ?? field.expr })) } : { type, value };
    variables.set(`$${number}`, known);
    if (name !== undefined) variables.set(name, known);
  }
  for (const { names, type } of outputsOf(object)) for (const each of names) variables.set(each, { type, value: { kind: 'literal', type, value: null } });
  return variables;
}
