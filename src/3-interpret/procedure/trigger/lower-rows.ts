import type { Catalog, FunctionObject } from '../../../model/catalog.js';
import type { Parser } from '../../../model/parser.js';
import type { Procedure } from '../../../model/procedure.js';
import type { OutputColumn, Query, Select, SetOperation } from '../../../model/query.js';
import { sameType } from '../../analyze/type-key.js';
import { isTrue } from '../condition.js';
import { withOwnSources } from '../own-sources.js';
import { resultTypes } from '../sql-function.js';
import { carriedOut, loweringOf, stateOf } from './function-lowering.js';
import type { Lowering } from './lowering.js';

type Given = NonNullable<Lowering['rows']>[number];

/** A PL/pgSQL function that only gives rows, as one query over its parameters: those of all RETURN QUERY that are reached, one after the other. */
export function lowerRows(object: FunctionObject, procedure: Procedure, catalog: Catalog, parser: Parser | undefined): Pick<FunctionObject, 'rows' | 'obstacle'> {
  const rows: Given[] = [];
  const lowering = loweringOf(object, procedure, catalog, parser, { rows });
  const end = carriedOut(procedure, stateOf(object, catalog), lowering);
  if ('obstacle' in end) return end;
  if (lowering.actions.length > 0) return { obstacle: 'it gives rows and can end with an error' };
  const types = resultTypes(catalog, object);
  const fits = !object.strict && rows.every(({ query: { columns } }) => columns.length === types.length && types.every((type, i) => sameType(type, columns[i]?.type ?? type, false)));
  const [first, ...others] = rows.map((given) => underGuard(given, lowering));
  return fits && first ? { rows: withOwnSources(others.reduce(bothOf, first), object, catalog) } : {};
}

/** `SELECT * FROM (query) WHERE guard` */
function underGuard({ guard, query }: Given, lowering: Lowering): Query {
  if (isTrue(guard)) return query;
  const source = lowering.counter.nextSource++;
  const targets = query.columns.map(({ name, type }) => ({ name, expr: { kind: 'column' as const, source, name, type } }));
  const from = [{ kind: 'derived' as const, source, query, columns: query.columns, lateral: false, alias: 'given' }];
  return plain({ kind: 'select', distinct: false, targets, from, where: guard, groupBy: [], windows: [] }, query.columns);
}

function bothOf(left: Query, right: Query): Query {
  return plain({ kind: 'set-operation', op: 'union', all: true, left, right }, left.columns);
}

function plain(body: Select | SetOperation, columns: readonly OutputColumn[]): Query {
  return { with: [], recursive: false, orderBy: [], columns, body };
}
