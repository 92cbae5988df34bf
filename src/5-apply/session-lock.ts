import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseAdapter } from '../model/adapter.js';

const POLL_MS = 200;
/** An index on a big table may take hours to build. */
const PATIENCE_MS = 12 * 3_600_000;

/**
 * Runs `work` while no other runner executes a migration step by step. Postgres gives the lock back when the process dies, which tells a runner that
 * was killed from one that still works. Waiting is done by asking again: a statement that waits inside Postgres has a snapshot, and
 * CREATE INDEX CONCURRENTLY waits for all snapshots.
 * @see https://www.postgresql.org/docs/18/functions-admin.html#FUNCTIONS-ADVISORY-LOCKS
 *
 * @returns undefined when another runner did not finish in time
 */
export async function withSessionLock<T>(adapter: DatabaseAdapter, work: () => Promise<T>): Promise<T | undefined> {
  if (adapter.dialect !== 'postgres') return work();
  const key = "hashtextextended('transmigrate, step by step', 0)";
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await adapter.query(`SELECT pg_try_advisory_lock(${key}) AS held`))[0]?.['held']) {
    if (Date.now() > deadline) return undefined;
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await adapter.query(`SELECT pg_advisory_unlock(${key})`);
  }
}
