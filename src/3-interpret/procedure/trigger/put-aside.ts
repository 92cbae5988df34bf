import type { Expr } from '../../../model/expression.js';
import { HELD } from '../../../model/trigger-program.js';
import { mayMove } from './freshness.js';
import { emit, type Flow, type Lowering } from './lowering.js';

/** What cannot change needs no place. @param nameOf a name that the trigger has not used yet */
export function putAside(value: Expr, flow: Flow, nameOf: () => string, lowering: Lowering): Expr | undefined {
  if (!mayMove(value, () => false)) return undefined;
  const name = nameOf();
  emit(lowering, flow, { kind: 'hold', name, value });
  return { kind: 'column', source: HELD, name, type: value.type };
}
