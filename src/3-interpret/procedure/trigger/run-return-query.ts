import type { ReturnQuery } from '../../../model/procedure.js';
import type { Query } from '../../../model/query.js';
import { BOOL } from '../../analyze/type-key.js';
import { isTrue, choose } from '../condition.js';
import { requireFresh, unsupported, type Flow, type Lowering } from './lowering.js';

const HELP = 'Write the rows as one query, with a condition for each part: SELECT .. WHERE .. UNION ALL SELECT .. WHERE ..';

/** `RETURN QUERY SELECT ..`: the function gives these rows too, where control comes here. */
export function runReturnQuery({ query, span }: ReturnQuery, flow: Flow, lowering: Lowering): Flow {
  const { rows } = lowering;
  if (!rows || !('tag' in query) || lowering.loop || lowering.around || lowering.evaluated) return unsupported(lowering, 'RETURN QUERY has no equivalent here', span, HELP);
  const given: Query = lowering.scope(flow.state).query(lowering.raw(query.node));
  // What it names is worked out for each of its rows: a random value would be another one every time.
  const read = { kind: 'select-statement' as const, query: given };
  requireFresh(lowering, [flow.guard, read, read], span);
  rows.push({ guard: flow.guard, query: given });
  const there = { kind: 'subquery' as const, form: 'exists' as const, query: given, type: BOOL };
  return { ...flow, state: { ...flow.state, found: isTrue(flow.guard) ? there : choose(flow.guard, there, flow.state.found) } };
}
