import manifest from '../../d1-migrations/migrations.json' with { type: 'json' };
import type { D1Binding } from '../adapters/d1.js';
import { answerStatus } from './status.js';

/** `wrangler dev --local` runs this; wrangler.toml names the binding. */
const worker = {
  async fetch(request: Request, env: { readonly DB: D1Binding }): Promise<Response> {
    return (await answerStatus(request, env.DB, manifest)) ?? new Response('Not found', { status: 404 });
  },
};

// The runtime looks for a default export.
export { worker as default };
