import { Refusal } from '../../../diagnostics/refusal.js';
import type { ProcedureStatement } from '../../../model/procedure.js';
import { NO_FIELD } from '../../analyze/column-reference.js';
import { FALSE, textLiteral } from '../condition.js';
import { raise, type Flow, type Lowering } from './lowering.js';

const ASKS_FIELDS: ReadonlySet<string> = new Set(['assign', 'sql', 'perform']);

/**
 * `BEGIN v_id := NEW.id; EXCEPTION WHEN OTHERS THEN v_id := NULL; END`: a field that a record does not have is an error where the statement is carried out, which the
 * block around may be for. Without such a block the trigger fails each time, which is said where it is made.
 */
export function unlessNoField(statement: ProcedureStatement, flow: Flow, lowering: Lowering, carryOut: (statement: ProcedureStatement, flow: Flow, lowering: Lowering) => Flow): Flow {
  const { actions, notes, evaluated } = lowering;
  if (!evaluated || !ASKS_FIELDS.has(statement.kind)) return carryOut(statement, flow, lowering);
  const before = [actions.length, notes.length, evaluated.length] as const;
  try {
    return carryOut(statement, flow, lowering);
  } catch (error) {
    if (!(error instanceof Refusal) || error.condition?.[0] !== NO_FIELD[0]) throw error;
    [actions.length, notes.length, evaluated.length] = before;
    raise(lowering, flow, textLiteral(error.diagnostic.message), statement.span, textLiteral(NO_FIELD[0]));
    return { ...flow, guard: FALSE, ...(!flow.returned && { raised: true }) };
  }
}
