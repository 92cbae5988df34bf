import { BOOL, INT8 } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import { FOUND } from '../../../model/trigger-program.js';
import { held, type Flow, type Lowering } from './lowering.js';
import { countNow } from './trigger-state.js';

/** FOUND from here on. Where values are put aside, it is the number of rows: GET DIAGNOSTICS may ask for it. */
export function heldFound(found: Expr, flow: Flow, lowering: Lowering): Expr {
  const count = isFoundNow(found) ? lowering.setAside?.(countNow(), flow) : undefined;
  return count ? { kind: 'operator', name: '>', left: count, right: { kind: 'literal', value: '0', type: INT8 }, type: BOOL } : held(found, flow, lowering);
}

/** ROW_COUNT, where FOUND is that of a statement which changes rows. */
export function countOf(found: Expr): Expr | undefined {
  if (isFoundNow(found)) return countNow();
  return found.kind === 'operator' && found.name === '>' ? found.left : undefined;
}

function isFoundNow(found: Expr): boolean {
  return found.kind === 'column' && found.source === FOUND;
}
