import type { Catalog, FunctionObject } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { Span } from '../../../model/span.js';
import { someNode, walkTree } from '../../../model/walk.js';
import { bodyScope, withNamedParameters } from '../body-scope.js';
import { BOOL } from '../../analyze/type-key.js';
import { and, FALSE, fold, isNever } from '../condition.js';
import { unsupported, type Flow, type Lowering } from './lowering.js';
import { rowFields } from './run-assign.js';
import { itemsOf, NO_TABLE, type BodyState, type VariableState } from './trigger-state.js';

const VOID = { kind: 'base', name: 'void', modifiers: [] } as const;

/**
 * `PERFORM f(NEW.id)`: what the function does, as if its statements stood here with its parameters for variables. Undefined where it is no
 * function of the user's with a body that can be read.
 */
export function runCall(call: Expr, flow: Flow, lowering: Lowering, span: Span): Flow | undefined {
  const object = call.kind === 'call' && call.function !== undefined ? lowering.catalog.objects.get(call.function) : undefined;
  if (call.kind !== 'call' || object?.kind !== 'function' || (object.inline && !raises(object.inline)) || object.returnsSet) return undefined;
  const { procedure, id } = object;
  if (!procedure || 'unreadable' in procedure) return undefined;
  if (lowering.calling.includes(id)) return unsupported(lowering, `${object.name} calls itself`, span, 'Write one statement for all rows, with WITH RECURSIVE.');
  lowering.called.add(id);
  const { catalog, counter } = lowering;
  const inner: Lowering = {
    ...lowering,
    file: procedure.file,
    table: NO_TABLE,
    results: { type: object.returns ?? VOID, returned: [], unread: true },
    calling: [...lowering.calling, id],
    scope: (state) => bodyScope(catalog, procedure.file, itemsOf(NO_TABLE, state, []), counter),
    raw: withNamedParameters,
  };
  const state: BodyState = { new: new Map(), old: new Map(), variables: parametersOf(object, call.args, lowering), found: FALSE };
  // A STRICT function does nothing where an argument is NULL.
  const there = object.strict ? call.args.map((operand): Expr => ({ kind: 'test', test: 'null', negated: true, operand, type: BOOL })) : [];
  const guard = fold(and(flow.guard, ...there));
  if (isNever(guard)) return flow;
  const end = lowering.run([procedure.body], { guard, state }, inner);
  return isNever(end.guard) && end.raised === true && there.length === 0 ? { ...flow, guard: FALSE, raised: true } : flow;
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
    const known: VariableState = value.kind === 'row' ? { type: undefined, value: fields.map((field, at) => ({ name: field.name, expr: value.fields[at] ?? field.expr })) } : { type, value };
    variables.set(`$${number}`, known);
    if (name !== undefined) variables.set(name, known);
  }
  return variables;
}
