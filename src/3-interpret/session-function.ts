const NAMES: ReadonlySet<string> = new Set(['set_config', 'pg_notify', 'pg_sleep', 'pg_reload_conf', 'pg_cancel_backend', 'pg_terminate_backend', 'pg_stat_reset']);

/** Functions that are called for what they do to the session or the server: whoever throws their value away wants nothing of the schema or its rows. */
export function isSessionFunction(name: string): boolean {
  return NAMES.has(name) || name.startsWith('pg_advisory_') || name.startsWith('pg_try_advisory_');
}
