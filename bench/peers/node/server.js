import Fastify from 'fastify';
import { agents } from './agents.js';
import { authenticate } from './access.js';
import { migrate, pool } from './database.js';
import { jobs } from './jobs.js';
import { logs } from './logs.js';
import { servers } from './servers.js';

const app = Fastify({ logger: false });
app.decorateRequest('workspaceId', null);
app.get('/healthz/ready', async () => ({ status: 'ready' }));
app.register(agents);
app.register(async (api) => {
  api.addHook('onRequest', authenticate);
  api.register(servers);
  api.register(jobs);
  api.register(logs);
});
app.setErrorHandler((error, request, reply) => {
  const status = error.statusCode ?? 500;
  reply.code(status).send({ error: { code: error.code ?? 'internal', message: status < 500 ? error.message : 'Something went wrong.' } });
});

await migrate(process.env.API_TOKEN);
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });

// Whoever started this keeps the other end open as long as it wants it.
process.stdin.resume().on('end', async () => {
  await app.close();
  await pool.end();
  process.exit(0);
});
