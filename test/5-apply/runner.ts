import { attachD1 } from '../../src/adapters/d1.js';
import { startWorkerd } from '../../src/adapters/d1-workerd.js';
import { connectPglite } from '../../src/adapters/pglite.js';
import { connectPostgres } from '../../src/adapters/postgres.js';
import { connectSqlite } from '../../src/adapters/sqlite.js';
import type { DatabaseAdapter } from '../../src/model/adapter.js';
import { migrate } from '../../src/migrate.js';
import { tracedHistory } from './history.js';

/** Opens what other processes open too; `place` is a URL, a file or a directory. */
export async function openPlace(kind: string, place: string): Promise<DatabaseAdapter> {
  if (kind === 'postgres') return connectPostgres(place);
  if (kind === 'sqlite') return connectSqlite(place);
  if (kind === 'pglite') return connectPglite(place);
  const workerd = await startWorkerd({ DB: 'DB' }, place);
  return attachD1(workerd.binding('DB'), () => workerd.stop());
}

/**
 * What a runner's process does: migrates, and prints a line for each migration and one with its findings.
 *
 * @param pace waits after each migration, so that the runner is never far ahead of who reads its lines
 */
export async function runRunner(kind: string, place: string, length: number, pace: () => void = () => {}): Promise<void> {
  const adapter = await openPlace(kind, place);
  process.stdout.write('ready\n');
  const { diagnostics } = await migrate({ adapter, migrations: tracedHistory(length), onDone: ({ name }) => (process.stdout.write(`done ${name}\n`), pace()) });
  for (const { code, message } of diagnostics) process.stdout.write(`${code} ${message}\n`);
  await adapter.close();
}
