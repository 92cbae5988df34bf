import { BOOL } from '../../../model/base-types.js';
import type { Catalog, FunctionObject } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { DataType } from '../../../model/data-type.js';
import type { Parser } from '../../../model/parser.js';
import type { Procedure } from '../../../model/procedure.js';
import type { OutputColumn, Query, Select, SetOperation } from '../../../model/query.js';
import { sameType } from '../../analyze/type-key.js';
import { and, choose, FALSE, isNever, isNotTrue, isTrue, TRUE } from '../condition.js';
import { queryOf } from '../inserted-row.js';
import { withOwnSources } from '../own-sources.js';
import { givesRow, resultTypes } from '../sql-function.js';
import { carriedOut, inputsOf, loweringOf, stateOf } from './function-lowering.js';
import type { Given, GivenRows, Lowering } from './lowering.js';
import { runReturnOfRows } from './run-return-next.js';

/**
 * A PL/pgSQL function that only gives rows, as one query over its parameters: those of all RETURN QUERY and RETURN NEXT that are reached, one after
 * the other; of one that gives a row, what its parameters or the value are where it ends.
 */
export function lowerRows(object: FunctionObject, procedure: Procedure, catalog: Catalog, parser: Parser | undefined): Pick<FunctionObject, 'rows' | 'obstacle'> {
  const types = resultTypes(catalog, object);
  const outputs = object.parameters.flatMap(({ mode, name }, i) => (mode === 'out' || mode === 'inout' || mode === 'table' ? [name ?? `$${i + 1}`] : []));
  const rows: GivenRows = { given: [], outputs, types, one: givesRow(object) };
  const lowering = loweringOf(object, procedure, catalog, parser, { rows });
  const state = stateOf(object, catalog);
  const isCalled = object.strict ? and(...inputsOf(state).map((operand): Expr => ({ kind: 'test', test: 'null', negated: true, operand, type: BOOL }))) : TRUE;
  if (rows.one && !isTrue(isCalled)) rows.given.push({ guard: isNotTrue(isCalled), fields: types.map((type) => ({ kind: 'literal', value: null, type })) });
  const end = carriedOut(procedure, { guard: isCalled, state }, lowering, (last) => void (rows.one && !isNever(last.guard) && runReturnOfRows(undefined, last, lowering)));
  if ('obstacle' in end) return end;
  const fits = rows.given.every((given) => areOf(types, given));
  const [first, ...others] = [...raisedIn(lowering, types), ...rows.given.map((given) => underGuard(given, lowering))];
  return fits && first ? { rows: withOwnSources(others.reduce(bothOf, first), object, catalog) } : {};
}

function areOf(types: readonly DataType[], given: Given): boolean {
  const own = 'query' in given ? given.query.columns.map(({ type }) => type) : given.fields.map(({ type }) => type);
  return own.length === types.length && types.every((type, i) => sameType(type, own[i] ?? type, false));
}

/** No row, but the error that the function ends with: it comes first, so that it is raised whatever else is asked of the rows. */
function raisedIn({ actions }: Lowering, types: readonly DataType[]): readonly Query[] {
  const targets = types.map((type, i) => ({ name: `column${i + 1}`, expr: { kind: 'literal' as const, value: null, type } }));
  return actions.flatMap((action) => (action.kind === 'raise' ? [queryOf(targets, { where: choose(action.guard ?? TRUE, { kind: 'call', name: 'raise_exception', args: [action.message], type: BOOL }, FALSE) })] : []));
}

/** `SELECT * FROM (query) WHERE guard` */
function underGuard(given: Given, lowering: Lowering): Query {
  const { guard } = given;
  if ('fields' in given) return queryOf(given.fields.map((expr, i) => ({ name: `column${i + 1}`, expr })), isTrue(guard) ? {} : { where: guard });
  const { query } = given;
  if (isTrue(guard)) return query;
  const source = lowering.counter.nextSource++;
  // Columns of the query may have one name together.
  const columns = query.columns.map(({ type }, i) => ({ name: `column${i + 1}`, type }));
  const targets = columns.map(({ name, type }) => ({ name, expr: { kind: 'column' as const, source, name, type } }));
  return queryOf(targets, { from: [{ kind: 'derived', source, query, columns, lateral: false, alias: 'given' }], where: guard });
}

function bothOf(left: Query, right: Query): Query {
  return plain({ kind: 'set-operation', op: 'union', all: true, left, right }, left.columns);
}

function plain(body: Select | SetOperation, columns: readonly OutputColumn[]): Query {
  return { with: [], recursive: false, orderBy: [], columns, body };
}
