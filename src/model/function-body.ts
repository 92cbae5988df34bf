import type { Catalog, FunctionObject } from './catalog.js';
import type { Call, Expr } from './expression.js';
import type { DerivedTable, FunctionSource, Query } from './query.js';
import { PARAMETERS } from './trigger-program.js';
import { isRandom, mapExpressions, walkExpression } from './walk.js';

/** Where a function's body takes the place of a call. */
export interface Site {
  readonly catalog: Pick<Catalog, 'objects'>;
  report(fault: { readonly code: 'unsupported-expression'; readonly message: string; readonly at?: number }): void;
}

/** What a function's body says, over the arguments of a call. */
export function withArguments<T extends Expr | Query>(tree: T, object: FunctionObject, call: Call, site: Site): T {
  const inputs = object.parameters.flatMap(({ mode, default: value }, i) => (mode === 'out' || mode === 'table' ? [] : [{ number: String(i + 1), value }]));
  const values = new Map(inputs.map(({ number, value }, i) => [number, call.args[i] ?? value]));
  const used = new Set<string>();
  return mapExpressions(tree, (node) => {
    const value = node.kind === 'column' && node.source === PARAMETERS ? (values.get(node.name) ?? fieldOf(node, object, values, site)) : undefined;
    if (!value || node.kind !== 'column') return node;
    if (used.has(node.name) && isRandom(value)) site.report({ code: 'unsupported-expression', message: `an argument of ${object.name} would be worked out more than once`, ...(call.at !== undefined && { at: call.at }) });
    used.add(node.name);
    return value;
  });
}

/** `$1.name` of a row that is handed over: those of ROW(..) are in the order of the type. */
function fieldOf({ name, type }: Extract<Expr, { kind: 'column' }>, object: FunctionObject, values: ReadonlyMap<string, Expr | undefined>, site: Site): Expr | undefined {
  const dot = name.indexOf('.');
  const [number, field] = [name.slice(0, dot), name.slice(dot + 1)];
  const value = values.get(number);
  if (!value || value.kind === 'literal') return { kind: 'literal', type, value: null };
  const own = object.parameters[Number(number) - 1]?.type;
  const row = own?.kind === 'composite' ? site.catalog.objects.get(own.id) : undefined;
  const fields = row?.kind === 'table' || row?.kind === 'view' ? row.columns : row?.kind === 'composite' ? row.fields : [];
  // A ROW(..) of no type is cast to the parameter's.
  const whole = value.kind === 'cast' ? value.operand : value;
  const names = whole.kind === 'row' && whole.names?.includes(field) ? whole.names : fields.map((each) => each.name);
  const part = whole.kind === 'row' ? whole.fields[names.indexOf(field)] : undefined;
  const given: Expr | undefined = part && whole !== value ? { kind: 'cast', operand: part, type, explicit: true } : part;
  if (!given) site.report({ code: 'unsupported-expression', message: `${object.name} takes a row whose fields are not known here` });
  return given ?? { kind: 'literal', type, value: null };
}

/** `FROM f(1) AS t`: the rows that the function gives, under the names of the item's columns. */
export function derivedRows({ call, source, columns, alias, lateral }: FunctionSource, query: Query, name: string): DerivedTable {
  return { kind: 'derived', source, query, columns, lateral: lateral && readsNeighbours(call), alias: alias ?? name };
}

/** Columns of other FROM items, not those of a trigger's row. */
function readsNeighbours(expr: Expr): boolean {
  let found = false;
  walkExpression(expr, (node) => void (found ||= node.kind === 'column' && node.source > 0));
  return found;
}
