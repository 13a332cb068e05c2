import { WebSocketServer } from 'ws';
import { pool } from './database.js';
import { Link } from './link.js';
import { register } from './servers.js';
import { bearer, hash } from './tokens.js';

const PING_MS = 15_000;
const MESSAGE_BYTES = 64 * 1024;

/** The door agents come in by. */
export async function agents(app) {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MESSAGE_BYTES });
  app.post('/v1/agent/register', register);

  app.server.on('upgrade', async (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    try {
      const serverId = request.url === '/v1/agent' ? await serverOf(bearer(request.headers)) : null;
      if (!serverId)
        return socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      sockets.handleUpgrade(request, socket, head, (ws) => attend(ws, serverId));
    } catch {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n');
    }
  });

  const pinging = setInterval(() => {
    for (const ws of sockets.clients) {
      if (!ws.isAlive) {
        ws.terminate();
        continue;
      }
      ws.isAlive = false;
      ws.ping();
    }
  }, PING_MS);

  app.addHook('preClose', async () => {
    clearInterval(pinging);
    for (const ws of sockets.clients) ws.close(1012);
  });
}

async function serverOf(token) {
  if (!token)
    return null;
  const { rows } = await pool.query({ name: 'agent', text: 'SELECT server_id FROM agent_tokens WHERE hash = $1', values: [hash(token)] });
  return rows[0]?.server_id ?? null;
}

function attend(ws, serverId) {
  const link = new Link(ws, serverId);
  ws.isAlive = true;
  ws.on('pong', heard);
  ws.on('message', (data, isBinary) => (isBinary ? ws.close(1003) : link.receive(data)));
  ws.on('close', () => link.close());
  ws.on('error', () => ws.terminate());
}

function heard() {
  this.isAlive = true;
}
