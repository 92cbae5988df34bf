import { status } from '../5-apply/status.js';
import { attachD1, type D1Binding } from '../adapters/d1.js';
import { messageOf } from '../adapters/failures.js';
import { fromManifest, type ManifestEntry } from '../output/manifest.js';
import { type StatusDocument, statusDocument } from '../output/status-document.js';

/**
 * What is executed and what is pending on a D1 database, by its ledger `schema_migrations`.
 *
 * @param database the binding
 * @param manifest what the Worker was built with: `d1-migrations/migrations.json`, written by `transmigrate transpile --to d1 --out d1-migrations`
 * @returns the same document as `transmigrate status --json`
 * @example await migrationStatus(env.DB, manifest) // { database: 'd1', total: 16, executed: 16, pending: 0, current: true, .. }
 */
export async function migrationStatus(database: D1Binding, manifest: readonly ManifestEntry[]): Promise<StatusDocument> {
  return statusDocument(await status({ adapter: attachD1(database), migrations: fromManifest(manifest) }));
}

/**
 * Answers `/healthz` (503 until the schema is current) and `/api/migrations` (the status as JSON); any other path is left to you.
 *
 * @returns undefined for other paths
 * @example export default { fetch: async (request, env) => (await answerStatus(request, env.DB, manifest)) ?? new Response('Hello') }
 */
export async function answerStatus(request: Request, database: D1Binding, manifest: readonly ManifestEntry[]): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  if (pathname !== '/healthz' && pathname !== '/api/migrations') return undefined;
  try {
    const document = await migrationStatus(database, manifest);
    if (pathname === '/api/migrations') return Response.json(document);
    return Response.json({ status: document.current ? 'ok' : 'pending', pending: document.pending }, { status: document.current ? 200 : 503 });
  } catch (error) {
    return Response.json({ status: 'error', message: messageOf(error) }, { status: 503 });
  }
}
