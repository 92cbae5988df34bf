/** The five-character SQLSTATE of a Postgres error. */
export function sqlState(error: Error | undefined): string {
  return String((error as { code?: unknown } | undefined)?.code ?? '');
}

/** What SQLite says where Postgres has one of its integrity errors (https://www.postgresql.org/docs/18/errcodes-appendix.html). */
const INTEGRITY: Readonly<Record<string, RegExp>> = {
  '21000': /cannot affect row a second time/,
  '23502': /NOT NULL constraint failed|Cannot add a NOT NULL column/,
  '23503': /FOREIGN KEY constraint failed|foreign.key/i,
  '23505': /UNIQUE constraint failed/,
  '23514': /CHECK constraint failed|violates check constraint|no partition of relation|partition constraint/,
  '44000': /violates check option/,
  '23P01': /CHECK constraint failed: rows of .* that violate|violates exclusion constraint/,
};

/**
 * True when both went well or both failed for one reason: rows that break a constraint fail alike, statements that
 * Postgres rejects as such (SQLSTATE 42...) are diagnostics, values that a type refuses (22...) fail either way, and what a body raises (P0...)
 * is a diagnostic, a condition that bears its message, or text that is no JSON.
 */
export function sameFailure(postgres: Error | undefined, target: Error | undefined, isDiagnostic: boolean): boolean {
  if (!postgres || !target) return !postgres && !target;
  const state = sqlState(postgres);
  const integrity = INTEGRITY[state];
  if (integrity) return !isDiagnostic && integrity.test(target.message);
  return state.startsWith('22') || isDiagnostic || (state.startsWith('P0') && (target.message.includes('malformed JSON') || target.message.includes(postgres.message)));
}
