import type { Application, Request, Response } from 'express';
import { messageOf } from '../adapters/failures.js';
import type { StatusDocument } from '../output/status-document.js';

/**
 * `/healthz` and `/api/migrations`.
 *
 * @param started false while migrations run: the database is busy, and not asked
 */
export function addRoutes(app: Pick<Application, 'get'>, status: () => Promise<StatusDocument>, started: () => boolean): void {
  const answer = (respond: (response: Response, document: StatusDocument) => void) => async (_request: Request, response: Response) => {
    if (!started()) {
      response.status(503).json({ status: 'starting' });
      return;
    }
    try {
      respond(response, await status());
    } catch (error) {
      response.status(503).json({ status: 'unreachable', message: messageOf(error) });
    }
  };
  app.get(
    '/healthz',
    answer((response, { current, pending }) => {
      response.status(current ? 200 : 503).json({ status: current ? 'ok' : 'pending', pending });
    }),
  );
  app.get(
    '/api/migrations',
    answer((response, document) => {
      response.json(document);
    }),
  );
}
