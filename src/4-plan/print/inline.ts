import type { FunctionObject } from '../../model/catalog.js';
import type { Call, Expr } from '../../model/expression.js';
import type { DataStatement, Query } from '../../model/query.js';
import { PARAMETERS } from '../../model/trigger-program.js';
import { isVolatile, mapExpressions } from '../../model/walk.js';
import type { Printing } from './printing.js';

/** What a function's body says, over the arguments of a call. */
export function withArguments<T extends Expr | Query>(tree: T, object: FunctionObject, call: Call, p: Printing): T {
  const inputs = object.parameters.flatMap(({ mode, default: value }, i) => (mode === 'out' || mode === 'table' ? [] : [{ number: String(i + 1), value }]));
  const values = new Map(inputs.map(({ number, value }, i) => [number, call.args[i] ?? value]));
  const used = new Set<string>();
  return mapExpressions(tree, (node) => {
    const value = node.kind === 'column' && node.source === PARAMETERS ? values.get(node.name) : undefined;
    if (!value || node.kind !== 'column') return node;
    if (used.has(node.name) && isVolatile(value)) p.report({ code: 'unsupported-expression', message: `an argument of ${object.name} would be worked out more than once`, ...(call.at !== undefined && { at: call.at }) });
    used.add(node.name);
    return value;
  });
}

/** The tree with the bodies of functions that take numbers of sequences in their place. */
export function withNumbersInlined<T extends Expr | Query | DataStatement>(tree: T, p: Printing): T {
  return mapExpressions(tree, (node) => {
    const object = node.kind === 'call' && node.takesNumber && node.function !== undefined ? p.catalog.objects.get(node.function) : undefined;
    if (object?.kind !== 'function' || !object.inline || node.kind !== 'call') return node;
    return withNumbersInlined(withArguments(object.inline, object, node, p), p);
  });
}
