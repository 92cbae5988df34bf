import { Refusal } from '../../../diagnostics/refusal.js';
import type { ProcedureStatement } from '../../../model/procedure.js';
import { NO_FIELD } from '../../analyze/column-reference.js';
import { FALSE, textLiteral } from '../condition.js';
import { raise, type Flow, type Lowering } from './lowering.js';

const ASKS_FIELDS: ReadonlySet<string> = new Set(['assign', 'sql', 'perform']);

/** What bodies are bound to late, and may come: the trigger is made again then. */
const LATE: Readonly<Record<string, string>> = { 'unknown-table': 'undefined_table', 'unknown-column': 'undefined_column' };

function conditionOf({ condition, diagnostic: { code } }: Refusal, { met }: Lowering): string | undefined {
  if (condition?.[0] === NO_FIELD[0]) return NO_FIELD[0];
  const late = met && Object.hasOwn(LATE, code) ? LATE[code] : undefined;
  if (met && late !== undefined) met.missing = true;
  return late;
}

/**
 * `BEGIN v_id := NEW.id; EXCEPTION WHEN OTHERS THEN v_id := NULL; END`: a field that a record does not have, and in a trigger a table or column that is not there, is an
 * error where the statement is carried out, which the block around may be for. Without such a block the trigger fails each time, which is said where it is made.
 */
export function unlessNoField(statement: ProcedureStatement, flow: Flow, lowering: Lowering, carryOut: (statement: ProcedureStatement, flow: Flow, lowering: Lowering) => Flow): Flow {
  const { actions, notes, evaluated } = lowering;
  if (!evaluated || !ASKS_FIELDS.has(statement.kind)) return carryOut(statement, flow, lowering);
  const before = [actions.length, notes.length, evaluated.length] as const;
  try {
    return carryOut(statement, flow, lowering);
  } catch (error) {
    const condition = error instanceof Refusal ? conditionOf(error, lowering) : undefined;
    if (!(error instanceof Refusal) || condition === undefined) throw error;
    [actions.length, notes.length, evaluated.length] = before;
    raise(lowering, flow, textLiteral(error.diagnostic.message), statement.span, textLiteral(condition));
    return { ...flow, guard: FALSE, ...(!flow.returned && { raised: true }) };
  }
}

/** Undefined where it asks for what is not there, which is for another way of carrying the block out. */
export function unlessMissing(carryOut: () => Flow | undefined, lowering: Lowering): Flow | undefined {
  const before = [lowering.actions.length, lowering.notes.length] as const;
  try {
    return carryOut();
  } catch (error) {
    if (!(error instanceof Refusal) || conditionOf(error, lowering) === undefined) throw error;
    [lowering.actions.length, lowering.notes.length] = before;
    return undefined;
  }
}
