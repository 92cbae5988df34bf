import { TIMESTAMP } from '../../model/base-types.js';
import type { Call, Expr } from '../../model/expression.js';

/** `date_trunc('day', at, 'Europe/Berlin')`: the beginning of the local day. */
export function startInZone(call: Call): Call {
  const [field, value, zone] = call.args;
  if (call.name !== 'date_trunc' || call.function !== undefined || !field || !value || !zone) return call;
  const inZone = (of: Expr, type: Call['type']): Call => ({ kind: 'call', name: 'timezone', args: [zone, of], type, ...(call.at !== undefined && { at: call.at }) });
  return inZone({ ...call, args: [field, inZone(value, TIMESTAMP)], type: TIMESTAMP }, call.type);
}
