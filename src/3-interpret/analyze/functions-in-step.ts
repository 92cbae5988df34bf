import type { List, Node, RangeFunction } from '@pgsql/types';
import { INT8 } from '../../model/base-types.js';
import { inStep, type NumberedRows } from '../../model/in-step.js';
import type { Query } from '../../model/query.js';
import { withUniqueNames } from '../../model/unique-columns.js';
import { aliasNames, renamed, toldApart, type FromPart } from './from-names.js';
import { outputName } from './output-name.js';
import { newSource, type Scope, type ScopeColumn, type ScopeItem } from './scope.js';

/** One of the functions, as an item of its own. */
type AnalyzeOne = (node: RangeFunction) => FromPart;

interface Rows extends NumberedRows {
  readonly columns: readonly ScopeColumn[];
}

/** The functions of `ROWS FROM (f(a), g(b))`; `unnest(a, b)` is `ROWS FROM (unnest(a), unnest(b))`. */
export function functionsOf(node: RangeFunction): readonly List[] {
  return (node.functions ?? []).flatMap((entry) => ('List' in entry ? arraysOf(entry.List) : []));
}

function arraysOf(list: List): readonly List[] {
  const [call, definition] = list.items ?? [];
  if (!call || !('FuncCall' in call)) return [list];
  const { args = [], funcname } = call.FuncCall;
  const last = funcname?.at(-1);
  if (args.length < 2 || !last || !('String' in last) || last.String.sval !== 'unnest') return [list];
  return args.map((arg): List => ({ items: [{ FuncCall: { ...call.FuncCall, args: [arg] } }, ...(definition ? [definition] : [])] }));
}

/**
 * Several functions side by side: the first row of each, then the second, until the longest ends (SELECT, "ROWS FROM"). That is a full join on the
 * numbers of their rows.
 */
export function analyzeInStep(node: RangeFunction, name: string, scope: Scope, left: readonly ScopeItem[], one: AnalyzeOne): FromPart {
  const [first, ...others] = functionsOf(node).map((list, i) => numbered(list, `rows_${i + 1}`, one));
  if (!first) throw new Error('the grammar gives ROWS FROM its functions');
  const all = others.reduce(joined, first);
  const source = newSource(scope);
  const query = queryOf(all, node.ordinality ?? false);
  const columns = renamed(query.columns, aliasNames(node.alias), name, scope);
  const item: ScopeItem = { source, name, columns: toldApart(columns, source), tableVisible: true, columnsVisible: true };
  const lateral = (node.lateral ?? false) || left.length > 0;
  return { from: { kind: 'derived', source, query, columns: withUniqueNames(columns.map((column) => ({ name: column.name, type: column.type }))), lateral, alias: name }, items: [item] };
}

function numbered({ items = [] }: List, alias: string, one: AnalyzeOne): Rows {
  const [call, definition] = items;
  const functions: Node[] = [{ List: { items: call ? [call] : [] } }];
  const coldeflist = definition && 'List' in definition ? definition.List.items : undefined;
  const { from, items: [item] } = one({ functions, ordinality: true, ...(coldeflist && { coldeflist }), alias: { aliasname: alias } });
  // A function of one value gives its column the name of its FROM item; here that is nobody's.
  const own = call ? outputName(call) : alias;
  const columns = (item?.columns ?? []).map((column): ScopeColumn => ({ ...column, name: column.name === alias ? own : column.name, expr: { kind: 'column', source: item?.source ?? -1, name: column.name, type: column.type } }));
  const place = columns.at(-1)?.expr;
  if (!place) throw new Error('WITH ORDINALITY adds a column');
  return { from, columns: columns.slice(0, -1), place };
}

function joined(left: Rows, right: Rows): Rows {
  return { ...inStep(left, right), columns: [...left.columns, ...right.columns] };
}

function queryOf({ from, columns, place }: Rows, ordinality: boolean): Query {
  const shown: readonly ScopeColumn[] = ordinality ? [...columns, { name: 'ordinality', type: INT8, expr: place }] : columns;
  const targets = shown.flatMap(({ name, expr }) => (expr ? [{ name, expr }] : []));
  return {
    with: [], recursive: false,
    body: { kind: 'select', distinct: false, targets, from: [from], groupBy: [], windows: [] },
    orderBy: [{ expr: place, descending: false, nulls: 'last' }],
    columns: shown.map(({ name, type }) => ({ name, type })),
  };
}
