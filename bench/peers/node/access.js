import { pool } from './database.js';
import { bearer, hash } from './tokens.js';

/** Who asks; looked up for each request, so that a revoked token ends at once. */
export async function authenticate(request, reply) {
  const token = bearer(request.headers);
  const found = token && (await pool.query({
    name: 'who', text: 'SELECT workspace_id FROM api_tokens WHERE hash = $1', values: [hash(token)],
  })).rows[0];
  if (!found)
    return reply.code(401).send({ error: { code: 'unauthenticated', message: 'An API token is needed.' } });
  request.workspaceId = found.workspace_id;
}
