/** Named conditions that stand for a whole class of errors. @see https://www.postgresql.org/docs/18/errcodes-appendix.html */
const CLASSES: Readonly<Record<string, string>> = { data_exception: '22', integrity_constraint_violation: '23', syntax_error_or_access_rule_violation: '42', plpgsql_error: 'P0' };

/** Whether a condition that a handler names is one for a class of errors: by its name, or SQLSTATE 42000. */
export function classOf(condition: string): string | undefined {
  return CLASSES[condition] ?? (/^[0-9A-Z]{2}000$/.test(condition) ? condition.slice(0, 2) : undefined);
}

/** Whether `EXCEPTION WHEN conditions` is for an error, by its name or its SQLSTATE. OTHERS leaves failed assertions alone. */
export function isFor(conditions: readonly string[], name: string, state: string): boolean {
  return conditions.some((each) => (each === 'others' ? name !== 'assert_failure' : each === name || each.toUpperCase() === state || classOf(each) === state.slice(0, 2)));
}
