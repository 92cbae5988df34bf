import { DATE } from '../../model/base-types.js';
import type { Call, Expr } from '../../model/expression.js';
import { constantOf } from './literal.js';

/** `extract(year FROM age(a, b))`: an age's years and months can be told without its days, and so without a query; one moment is counted from today. */
export function partOfAge(call: Call): Call {
  const [field, age] = call.args;
  if (call.name === 'age' && call.function === undefined && field && call.args.length === 1) return { ...call, args: [startOfToday(field), field] };
  if ((call.name !== 'extract' && call.name !== 'date_part') || call.function !== undefined || !field || age?.kind !== 'call' || age.name !== 'age' || age.function !== undefined) return call;
  const part = constantOf(field)?.toLowerCase();
  const [first, second] = age.args;
  if ((part !== 'year' && part !== 'month') || !first) return call;
  return { ...call, name: `age_${part}`, args: second ? [first, second] : [startOfToday(first), first] };
}

/** age(a) counts from the beginning of today. */
function startOfToday({ type }: Expr): Expr {
  return { kind: 'cast', operand: { kind: 'current', which: 'current_date', type: DATE }, type, explicit: false };
}
