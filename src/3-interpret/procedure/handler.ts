import type { ExceptionHandler, ProcedureStatement } from '../../model/procedure.js';

/** What is said where a handler is left out that would go on after an error. */
export const NOT_CAUGHT = { code: 'lossy-exception-handler', message: 'an error inside of BEGIN .. EXCEPTION fails the whole statement: SQLite cannot go on after it' } as const;

/** The same where what can be foreseen is. */
export const FORESEEN = { code: 'lossy-exception-handler', message: 'an error inside of BEGIN .. EXCEPTION that is not foreseen (of another trigger, a number out of range) fails the whole statement: SQLite cannot go on after it' } as const;

/** The same where the row that is inserted is left out. */
export const ONLY_THE_ROW = { code: 'lossy-exception-handler', message: 'an error inside of BEGIN .. EXCEPTION fails the whole statement, unless the row breaks a key, NOT NULL or a CHECK: SQLite cannot go on after it' } as const;

/**
 * A handler without which the same statements succeed, and the same fail or others go on after them: it does nothing, notes down an error that nobody expects, or
 * raises one itself.
 */
export function canBeLeftOut(handler: ExceptionHandler): boolean {
  return failsAgain(handler) || (!isForDuplicates(handler) && handler.statements.every((statement) => onlyGoesOn(statement) || (isForAnything(handler) && notesDown(statement))));
}

/** `RAISE NOTICE '..'; RAISE`, or another error. ROLLBACK is one here too. */
export function failsAgain({ statements }: ExceptionHandler): boolean {
  const [last, ...rest] = statements.toReversed();
  return last?.kind === 'raise' && last.level === 'exception' && rest.every((statement) => statement.kind === 'raise' || statement.kind === 'rollback');
}

const DUPLICATES: ReadonlySet<string> = new Set(['unique_violation', '23505']);

/** Duplicates are not errors that nobody expects: going on after them is what the body is for. */
function isForDuplicates({ conditions }: ExceptionHandler): boolean {
  return conditions.some((condition) => DUPLICATES.has(condition));
}

/** Whether it is for nothing else. */
export function isOnlyForDuplicates({ conditions }: ExceptionHandler): boolean {
  return conditions.every((condition) => DUPLICATES.has(condition));
}

function isForAnything({ conditions }: ExceptionHandler): boolean {
  return conditions.every((condition) => condition === 'others');
}

function notesDown(statement: ProcedureStatement): boolean {
  return statement.kind === 'sql' && !statement.into && 'InsertStmt' in statement.statement.node;
}

function onlyGoesOn(statement: ProcedureStatement): boolean {
  return statement.kind === 'return' || statement.kind === 'continue' || statement.kind === 'exit' || (statement.kind === 'raise' && statement.level !== 'exception');
}
