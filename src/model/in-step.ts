import { BOOL } from './base-types.js';
import type { Expr } from './expression.js';
import type { FromItem } from './query.js';

/** Rows that have numbers, as WITH ORDINALITY gives them. */
export interface NumberedRows {
  readonly from: FromItem;
  readonly place: Expr;
}

/** The first row of each, then the second, until the longer one ends: a full join on their numbers. */
export function inStep(left: NumberedRows, right: NumberedRows): NumberedRows {
  const on: Expr = { kind: 'operator', name: '=', left: left.place, right: right.place, type: BOOL };
  return {
    from: { kind: 'join', type: 'full', left: left.from, right: right.from, on },
    place: { kind: 'conditional', op: 'coalesce', type: left.place.type, args: [left.place, right.place] },
  };
}
