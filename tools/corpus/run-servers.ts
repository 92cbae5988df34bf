import { connectPglite } from '../../src/adapters/pglite.js';
import { connectPostgres } from '../../src/adapters/postgres.js';
import { migrate } from '../../src/migrate.js';
import type { DatabaseAdapter } from '../../src/model/adapter.js';
import type { PgServer } from '../../test/support/facts/databases.js';
import type { History } from './history.js';

/** One line: how far `up` itself comes on Postgres and on PGlite, in two goes, so that the second one folds what the first one applied. */
export async function runOnServers(history: History, server: PgServer): Promise<string> {
  const name = `${history.name} by up`;
  await (await server.database(name)).close();
  const postgres = await appliedTo(history, await connectPostgres(server.url(name)));
  const pglite = await appliedTo(history, await connectPglite('memory://'));
  return `${history.name}: ${postgres} files by \`up\` on Postgres, ${pglite} on PGlite`;
}

async function appliedTo({ migrations }: History, adapter: DatabaseAdapter): Promise<string> {
  try {
    const half = await migrate({ adapter, migrations: migrations.slice(0, migrations.length / 2) });
    const whole = await migrate({ adapter, migrations });
    const stop = [...half.diagnostics, ...whole.diagnostics].find(({ severity }) => severity === 'error');
    return `${half.done.length + whole.done.length}/${migrations.length}${stop ? ` (${stop.message})` : ''}`;
  } finally {
    await adapter.close();
  }
}
