import { BOOL } from '../../../model/base-types.js';
import type { ReturnQuery } from '../../../model/procedure.js';
import type { Query } from '../../../model/query.js';
import type { Span } from '../../../model/span.js';
import { isTrue, choose } from '../condition.js';
import { requireFresh, unsupported, type Flow, type Lowering } from './lowering.js';
import { executed } from './run-dynamic.js';
import { tidied } from './run-sql.js';

const HELP = 'Write the rows as one query, with a condition for each part: SELECT .. WHERE .. UNION ALL SELECT .. WHERE ..';

/** `RETURN QUERY SELECT ..`, `RETURN QUERY EXECUTE text USING ..`: the function gives these rows too, where control comes here. */
export function runReturnQuery({ query, span }: ReturnQuery, flow: Flow, lowering: Lowering): Flow {
  const { rows } = lowering;
  if (!rows || rows.one || lowering.loop || lowering.around || lowering.evaluated) return unsupported(lowering, 'RETURN QUERY has no equivalent here', span, HELP);
  const given: Query = 'tag' in query ? lowering.scope(flow.state).query(lowering.raw(query.node)) : executed(query, flow, lowering, ({ node }, inside) => tidied(lowering.scope(inside.state).query(lowering.raw(node)), lowering));
  giveRows(given, span, flow, lowering);
  const there = { kind: 'subquery' as const, form: 'exists' as const, query: given, type: BOOL };
  return { ...flow, state: { ...flow.state, found: isTrue(flow.guard) ? there : choose(flow.guard, there, flow.state.found) } };
}

/** What the query names is worked out for each of its rows: a random value would be another one every time. */
export function giveRows(query: Query, span: Span, flow: Flow, lowering: Lowering): void {
  const read = { kind: 'select-statement' as const, query };
  requireFresh(lowering, [flow.guard, read, read], span);
  lowering.rows?.given.push({ guard: flow.guard, query });
}
