import type { Miniflare } from 'miniflare';
import { createRequire } from 'node:module';
import type { D1Binding, D1Result, D1Statement } from './d1.js';
import { loadDriver } from './driver.js';

/** One workerd with local D1 databases, each behind the name of its binding. */
export interface D1Workerd {
  binding(name: string): D1Binding;
  stop(): Promise<void>;
}

interface SentStatement extends D1Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

type Answer = { readonly results: readonly D1Result[] } | { readonly error: string };

/** Any; nothing is ever sent over a network. */
const ADDRESS = 'http://localhost/';

/** The oldest date at which workerd does all that the bindings need. */
const COMPATIBILITY_DATE = '2026-04-01';

/** Runs in workerd, beside the databases: one request is one call of a binding. */
const WORKER = `
const readValue = (value) => (value?.base64 === undefined ? value : Uint8Array.from(atob(value.base64), (byte) => byte.charCodeAt(0)));

async function answer(database, { call, statements }) {
  const prepared = statements.map(({ sql, values }) => {
    const statement = database.prepare(sql);
    return values.length === 0 ? statement : statement.bind(...values.map(readValue));
  });
  const results = call === 'batch' ? await database.batch(prepared) : [await prepared[0].all()];
  return { results: results.map(({ results, meta }) => ({ results, meta: { changes: meta.changes } })) };
}

export default {
  async fetch(request, env) {
    const body = await request.json();
    return Response.json(await answer(env[body.binding], body).catch((error) => ({ error: String(error.message) })));
  },
};`;

/**
 * Starts workerd with local D1 databases.
 *
 * The bindings that wrangler and Miniflare hand out cross to workerd once for each `prepare` and each `bind`, and wait for it with their thread blocked; two
 * such calls in a row can lose each other's answers (cloudflare/workers-sdk#15552), after which the binding is dead. These ones cross once for each batch.
 *
 * @param databases the id of the database behind each binding's name
 * @param persistTo the directory with its files; in memory without it
 * @throws DependencyMissing when wrangler, which brings workerd, is not installed
 */
export async function startWorkerd(databases: Readonly<Record<string, string>>, persistTo?: string): Promise<D1Workerd> {
  const { Miniflare } = await loadDriver('wrangler', async () => loadMiniflare());
  const workerd = new Miniflare({ modules: true, script: WORKER, compatibilityDate: COMPATIBILITY_DATE, d1Databases: { ...databases }, d1Persist: persistTo ?? false });
  await workerd.ready;
  return { binding: (name) => bindingOf(workerd, name), stop: () => workerd.dispose() };
}

/** wrangler's own one: a package manager may keep it where nobody else finds it. */
function loadMiniflare(): { readonly Miniflare: typeof Miniflare } {
  const ofWrangler = createRequire(createRequire(import.meta.url).resolve('wrangler'));
  return ofWrangler('miniflare') as { readonly Miniflare: typeof Miniflare };
}

function bindingOf(workerd: Miniflare, binding: string): D1Binding {
  const send = async (call: 'all' | 'batch', statements: readonly SentStatement[]): Promise<readonly D1Result[]> => {
    const body = JSON.stringify({ binding, call, statements: statements.map(({ sql, values }) => ({ sql, values: values.map(writeValue) })) });
    const answer = (await (await workerd.dispatchFetch(ADDRESS, { method: 'POST', body })).json()) as Answer;
    if ('error' in answer) throw new Error(answer.error);
    return answer.results;
  };
  const prepare = (sql: string, values: readonly unknown[]): SentStatement => {
    const statement: SentStatement = {
      sql,
      values,
      bind: (...bound) => prepare(sql, bound),
      all: async () => (await send('all', [statement]))[0] as D1Result,
    };
    return statement;
  };
  return { prepare: (sql) => prepare(sql, []), batch: (statements) => send('batch', statements as SentStatement[]) };
}

function writeValue(value: unknown): unknown {
  return value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
}
