import express from 'express';
import { bootstrap } from './bootstrap.js';

const app = express();
app.get('/', (_request, response) => {
  response.json({ name: 'transmigrate', health: '/healthz', migrations: '/api/migrations' });
});

const database = await bootstrap(app);

const server = app.listen(Number(process.env['PORT'] ?? 3000), () => {
  const address = server.address();
  console.log(`listening on http://localhost:${typeof address === 'object' && address ? address.port : address}`);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(() => void database.close());
    server.closeAllConnections();
  });
}
