import type { Node, SelectStmt } from '@pgsql/types';
import type { Expr } from '../../../model/expression.js';
import type { Foreach, ForInteger, ForQuery, ProcedureTarget } from '../../../model/procedure.js';
import type { DerivedTable, Query, Select } from '../../../model/query.js';
import { INT8 } from '../../analyze/type-key.js';
import { unsupported, type Flow, type Lowering } from './lowering.js';
import { tidied } from './run-sql.js';
import { isFields, type VariableState } from './trigger-state.js';

/** The rows that a loop goes through, and the variables that take them. */
export interface LoopQuery {
  readonly query: Query;
  readonly target: ProcedureTarget;
}

/** FOR over numbers and FOREACH over an array are loops over the rows of generate_series() and unnest(). */
export function queryOfLoop(loop: ForQuery | Foreach | ForInteger, flow: Flow, lowering: Lowering): LoopQuery {
  const raw = loop.kind === 'for-query' ? loop.query.node : { SelectStmt: loop.kind === 'foreach' ? elements(loop) : numbers(loop) };
  const query = tidied(lowering.scope(flow.state).query(lowering.raw(raw)), lowering);
  return { query, target: loop.kind === 'for-integer' ? [[loop.variable]] : loop.target };
}

const NAME = 'loop_values';

function selectFrom(call: Node, descending = false): SelectStmt {
  const column = (name: string): Node => ({ ColumnRef: { fields: [{ String: { sval: NAME } }, { String: { sval: name } }] } });
  return {
    targetList: [{ ResTarget: { name: 'value', val: column('value') } }],
    fromClause: [{ RangeFunction: { ordinality: true, functions: [{ List: { items: [call] } }], alias: { aliasname: NAME, colnames: ['value', 'place'].map((name) => ({ String: { sval: name } })) } } }],
    sortClause: [{ SortBy: { node: column('place'), sortby_dir: descending ? 'SORTBY_DESC' : 'SORTBY_DEFAULT', sortby_nulls: 'SORTBY_NULLS_DEFAULT' } }],
    limitOption: 'LIMIT_OPTION_DEFAULT',
    op: 'SETOP_NONE',
  };
}

function functionCall(name: string, args: readonly Node[]): Node {
  return { FuncCall: { funcname: [{ String: { sval: name } }], args: [...args], funcformat: 'COERCE_EXPLICIT_CALL' } };
}

function elements({ array }: Foreach): SelectStmt {
  return selectFrom(functionCall('unnest', [array.node]));
}

function numbers({ lower, upper, step, reverse }: ForInteger): SelectStmt {
  const [first, last] = reverse ? [upper, lower] : [lower, upper];
  const by = step && reverse ? { A_Expr: { kind: 'AEXPR_OP' as const, name: [{ String: { sval: '-' } }], rexpr: step.node } } : step?.node;
  if (reverse && by) return selectFrom(functionCall('generate_series', [lower.node, upper.node, by]));
  return selectFrom(functionCall('generate_series', [first.node, last.node, ...(by ? [by] : [])]), reverse);
}

/** The variables of a round, over the columns of a FROM item. */
export function boundTo({ query, target }: LoopQuery, source: number, flow: Flow, lowering: Lowering, span: ForQuery['span']): ReadonlyMap<string, VariableState> {
  const columns = query.columns.map(({ name, type }): Expr => ({ kind: 'column', source, name, type }));
  const [first = []] = target;
  const known = flow.state.variables.get(first[0] ?? '');
  const isRecord = target.length === 1 && (known ? isFields(known.value) : query.columns.length > 1);
  if (target.some((parts) => parts.length !== 1) || new Set(query.columns.map(({ name }) => name)).size < columns.length) return unsupported(lowering, 'this loop over rows has no equivalent', span, 'Give each column of the query a name of its own.');
  if (isRecord) return new Map([[first[0] ?? '', { type: undefined, value: query.columns.map(({ name }, i) => ({ name, expr: columns[i] as Expr })) }]]);
  return new Map(target.map(([name = ''], i) => [name, { type: flow.state.variables.get(name)?.type ?? query.columns[i]?.type, value: columns[i] ?? { kind: 'literal', value: null, type: INT8 } }]));
}

export function derivedRows(query: Query, source: number): DerivedTable {
  return { kind: 'derived', source, query, columns: query.columns, lateral: false, alias: `rows_${source}` };
}

/** The query with the place of each row as one more column; undefined where the clauses of the query do not let it be counted. */
export function numberedRows(query: Query, name: string): Query | undefined {
  const { body, orderBy } = query;
  if (body.kind !== 'select' || body.distinct !== false || query.limit || query.offset || query.with.length > 0) return undefined;
  const keys = orderBy.map(({ output: _output, ...key }) => key);
  const number: Expr = { kind: 'call', name: 'row_number', args: [], type: INT8, over: { partitionBy: [], orderBy: keys } };
  const numbered: Select = { ...body, targets: [...body.targets, { name, expr: number }] };
  return { ...query, orderBy: [], columns: [...query.columns, { name, type: INT8 }], body: numbered };
}
