import type { Node, SelectStmt } from '@pgsql/types';
import { INT8 } from '../../../model/base-types.js';
import type { Expr, SourceId } from '../../../model/expression.js';
import type { Foreach, ForInteger, ForQuery, ProcedureTarget } from '../../../model/procedure.js';
import type { Delete, DerivedTable, Query, Select, SortKey, Update } from '../../../model/query.js';
import { placeInSet, setInFrom, setsOfSelect } from '../../../model/set-in-select.js';
import type { DataType } from '../../../model/data-type.js';
import { tryCoerceInBody } from '../../analyze/coerce.js';
import { asksOfChanging } from '../do/asks-of-changing.js';
import { queryOf } from '../inserted-row.js';
import { unsupported, type Flow, type Lowering } from './lowering.js';
import { rowFields } from './row-fields.js';
import { changeOfLoop, rowsOfChange } from './rows-of-change.js';
import { tidied } from './run-sql.js';
import { isFields, type BodyState, type VariableState } from './trigger-state.js';

/** The rows that a loop goes through, and the variables that take them. */
export interface LoopQuery {
  readonly query: Query;
  readonly target: ProcedureTarget;
  /** FOR over numbers brings its variable with it, whatever else has its name. */
  readonly declares: boolean;
  /** What gives the rows, and is carried out behind the loop. */
  readonly change?: Update | Delete;
}

/** FOR over numbers and FOREACH over an array are loops over the rows of generate_series() and unnest(). */
export function queryOfLoop(loop: ForQuery | Foreach | ForInteger, flow: Flow, lowering: Lowering): LoopQuery {
  const change = loop.kind === 'for-query' ? changeOfLoop(loop, flow, lowering) : undefined;
  if (change && loop.kind === 'for-query') return { query: tidied(rowsOfChange(change, lowering, loop.span), lowering), target: loop.target, declares: false, change };
  const raw = loop.kind === 'for-query' ? loop.query.node : { SelectStmt: loop.kind === 'foreach' ? elements(loop) : numbers(loop) };
  const query = tidied(lowering.scope(flow.state).query(lowering.raw(raw)), lowering);
  if (asksOfChanging([{ kind: 'select-statement', query }], lowering.catalog)) return unsupported(lowering, 'a loop over what a function that changes rows gives has no equivalent', loop.span, 'Call the function by itself: variable := f(..).');
  return loop.kind === 'for-integer' ? { query, target: [[loop.variable]], declares: true } : { query, target: loop.target, declares: false };
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
export function boundTo({ query, target, declares }: LoopQuery, source: number, flow: Flow, lowering: Lowering, span: ForQuery['span']): ReadonlyMap<string, VariableState> {
  const columns = query.columns.map(({ name, type }): Expr => ({ kind: 'column', source, name, type }));
  const [first = []] = target;
  const outer: BodyState['variables'] = declares ? new Map() : flow.state.variables;
  const known = outer.get(first[0] ?? '');
  const isRecord = target.length === 1 && (known ? isFields(known.value) : query.columns.length > 1);
  if (target.some((parts) => parts.length !== 1) || new Set(query.columns.map(({ name }) => name)).size < columns.length) return unsupported(lowering, 'this loop over rows has no equivalent', span, 'Give each column of the query a name of its own.');
  if (isRecord && known?.type) return new Map([[first[0] ?? '', { type: known.type, value: rowFields(known.type, lowering).map(({ name, expr }, i) => ({ name, expr: columns[i] ? asGiven(columns[i], expr.type, span, lowering) : expr })) }]]);
  if (isRecord) return new Map([[first[0] ?? '', { type: undefined, value: query.columns.map(({ name }, i) => ({ name, expr: columns[i] as Expr })) }]]);
  return new Map(target.map(([name = ''], i) => {
    const type = outer.get(name)?.type;
    return [name, { type: type ?? query.columns[i]?.type, value: columns[i] ? asGiven(columns[i], type, span, lowering) : { kind: 'literal', value: null, type: INT8 } }];
  }));
}

/** `FOR day IN SELECT created_at ..` gives a date its day. */
function asGiven(value: Expr, type: DataType | undefined, span: ForQuery['span'], lowering: Lowering): Expr {
  return type ? (tryCoerceInBody(value, type, lowering) ?? unsupported(lowering, 'a loop variable takes a value of another type', span)) : value;
}

export function derivedRows(query: Query, source: number): DerivedTable {
  return { kind: 'derived', source, query, columns: query.columns, lateral: false, alias: `rows_${source}` };
}

/** The query with the place of each row as one more column; undefined where it is in the order of something that it does not give. */
export function numberedRows(query: Query, name: string, nextSource: () => SourceId): Query | undefined {
  const { body } = query;
  if (body.kind !== 'select' || body.distinct !== false) return numberedAround(query, name, nextSource());
  const [set, ...others] = setsOfSelect(body);
  if (!set) return numbered(query, body, name, []);
  const source = nextSource();
  const lifted = setInFrom(query, body, set, source, true);
  return lifted.body.kind !== 'select' || others.length > 0 ? undefined : numbered(lifted, lifted.body, name, [{ expr: placeInSet(source), descending: false, nulls: 'last' }]);
}

function numbered(query: Query, body: Select, name: string, last: readonly SortKey[]): Query {
  const keys = query.orderBy.map(({ output: _output, ...key }) => key);
  const number: Expr = { kind: 'call', name: 'row_number', args: [], type: INT8, over: { partitionBy: [], orderBy: [...keys, ...last] } };
  const select: Select = { ...body, targets: [...body.targets, { name, expr: number }] };
  const orderBy: readonly SortKey[] = query.limit || query.offset ? [{ expr: number, descending: false, nulls: 'last', output: select.targets.length }] : [];
  return { ...query, orderBy, columns: [...query.columns, { name, type: INT8 }], body: select };
}

/** Rows that are made distinct, or put together, are numbered afterwards, by the columns that they are in the order of. */
function numberedAround(query: Query, name: string, source: SourceId): Query | undefined {
  const refs = query.columns.map((column): Expr => ({ kind: 'column', source, name: column.name, type: column.type }));
  const keys = query.orderBy.flatMap(({ output, descending, nulls }): readonly SortKey[] => {
    const expr = output === undefined ? undefined : refs[output - 1];
    return expr ? [{ expr, descending, nulls }] : [];
  });
  if (keys.length < query.orderBy.length) return undefined;
  const around = queryOf(query.columns.map((column, i) => ({ name: column.name, expr: refs[i] as Expr })), { from: [derivedRows(query, source)] });
  return around.body.kind === 'select' ? numbered({ ...around, orderBy: keys }, around.body, name, []) : undefined;
}
