import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { pool } from './database.js';
import { parse } from './refusals.js';
import { hash, newToken } from './tokens.js';

const HOUR = 3_600_000;
const NewServer = z.object({ name: z.string().min(1).max(100) });

export async function servers(api) {
  api.post('/v1/servers', async (request, reply) => {
    const { name } = parse(NewServer, request.body);
    const id = `srv_${randomUUID()}`;
    const token = newToken('mzp_ins_');
    await pool.query({
      name: 'new server',
      text: `WITH made AS (INSERT INTO servers (id, workspace_id, name) VALUES ($1, $2, $3) RETURNING id)
             INSERT INTO install_tokens (hash, server_id, expires_at) SELECT $4, id, $5 FROM made`,
      values: [id, request.workspaceId, name, hash(token), Date.now() + HOUR],
    });
    return reply.code(201).send({ server: { id, name }, install: { token } });
  });
}

const Registration = z.object({ install_token: z.string(), hostname: z.string() });

/** An install token, once, for an agent token. */
export async function register(request, reply) {
  const { install_token } = parse(Registration, request.body);
  const token = newToken('mzp_agt_');
  const { rows } = await pool.query({
    name: 'register',
    text: `WITH used AS (DELETE FROM install_tokens WHERE hash = $1 AND expires_at > $2 RETURNING server_id),
                made AS (INSERT INTO agent_tokens (hash, server_id) SELECT $3, server_id FROM used)
           SELECT server_id FROM used`,
    values: [hash(install_token), Date.now(), hash(token)],
  });
  if (rows.length === 0)
    return reply.code(401).send({ error: { code: 'install_token_invalid', message: 'The install token is used, expired or unknown.' } });
  return reply.code(201).send({ server_id: rows[0].server_id, agent_token: token });
}
