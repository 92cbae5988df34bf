import type { FunctionObject } from '../../model/catalog.js';
import type { Call, Expr } from '../../model/expression.js';
import type { DataStatement, Query } from '../../model/query.js';
import { PARAMETERS } from '../../model/trigger-program.js';
import { isRandom, mapExpressions } from '../../model/walk.js';
import type { Printing } from './printing.js';

/** What a function's body says, over the arguments of a call. */
export function withArguments<T extends Expr | Query>(tree: T, object: FunctionObject, call: Call, p: Printing): T {
  const inputs = object.parameters.flatMap(({ mode, default: value }, i) => (mode === 'out' || mode === 'table' ? [] : [{ number: String(i + 1), value }]));
  const values = new Map(inputs.map(({ number, value }, i) => [number, call.args[i] ?? value]));
  const used = new Set<string>();
  return mapExpressions(tree, (node) => {
    const value = node.kind === 'column' && node.source === PARAMETERS ? (values.get(node.name) ?? fieldOf(node, object, values, p)) : undefined;
    if (!value || node.kind !== 'column') return node;
    if (used.has(node.name) && isRandom(value)) p.report({ code: 'unsupported-expression', message: `an argument of ${object.name} would be worked out more than once`, ...(call.at !== undefined && { at: call.at }) });
    used.add(node.name);
    return value;
  });
}

/** `$1.name` of a row that is handed over: those of ROW(..) are in the order of the type. */
function fieldOf({ name, type }: Extract<Expr, { kind: 'column' }>, object: FunctionObject, values: ReadonlyMap<string, Expr | undefined>, p: Printing): Expr | undefined {
  const dot = name.indexOf('.');
  const [number, field] = [name.slice(0, dot), name.slice(dot + 1)];
  const value = values.get(number);
  if (!value || value.kind === 'literal') return { kind: 'literal', type, value: null };
  const own = object.parameters[Number(number) - 1]?.type;
  const row = own?.kind === 'composite' ? p.catalog.objects.get(own.id) : undefined;
  const fields = row?.kind === 'table' || row?.kind === 'view' ? row.columns : row?.kind === 'composite' ? row.fields : [];
  // A ROW(..) of no type is cast to the parameter's.
  const whole = value.kind === 'cast' ? value.operand : value;
  const names = whole.kind === 'row' && whole.names?.includes(field) ? whole.names : fields.map((each) => each.name);
  const part = whole.kind === 'row' ? whole.fields[names.indexOf(field)] : undefined;
  const given: Expr | undefined = part && whole !== value ? { kind: 'cast', operand: part, type, explicit: true } : part;
  if (!given) p.report({ code: 'unsupported-expression', message: `${object.name} takes a row whose fields are not known here` });
  return given ?? { kind: 'literal', type, value: null };
}

/** The tree with the bodies of functions that take numbers of sequences in their place. */
export function withNumbersInlined<T extends Expr | Query | DataStatement>(tree: T, p: Printing): T {
  return mapExpressions(tree, (node) => {
    const object = node.kind === 'call' && node.takesNumber && node.function !== undefined ? p.catalog.objects.get(node.function) : undefined;
    if (object?.kind !== 'function' || !object.inline || node.kind !== 'call') return node;
    return withNumbersInlined(withArguments(object.inline, object, node, p), p);
  });
}
