import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { find, recordNew } from './job-records.js';
import { links } from './link.js';
import { parse, Refusal } from './refusals.js';

const NewJob = z.object({ kind: z.string().min(1).max(64), args: z.record(z.string(), z.unknown()).default({}) });

export async function jobs(api) {
  // Answered once it is durable; where the server is free it is recorded as offered at once, and the command leaves with the answer.
  api.post('/v1/servers/:id/jobs', async (request, reply) => {
    const { kind, args } = parse(NewJob, request.body);
    const serverId = request.params.id;
    const commandId = randomUUID();
    const link = links.get(serverId);
    const offered = link?.reserve(commandId) ?? false;
    const job = {
      id: `job_${randomUUID()}`, server_id: serverId, workspace_id: request.workspaceId, kind, args: JSON.stringify(args),
      status: offered ? 'offered' : 'queued', command_id: offered ? commandId : null, created_at: Date.now(),
    };
    try {
      if (!(await recordNew(job)))
        throw new Refusal(404, 'not_found', 'There is no such server.');
    } catch (error) {
      link?.release(commandId);
      throw error;
    }
    if (offered)
      link.command(job);
    else
      // It may have become free meanwhile.
      void links.get(serverId)?.offerNext().catch((error) => console.error(error));
    return reply.code(202).send({ job: { id: job.id, server_id: serverId, kind, args, status: job.status, created_at: job.created_at } });
  });

  api.get('/v1/jobs/:id', async (request) => {
    const job = await find(request.params.id, request.workspaceId);
    if (!job)
      throw new Refusal(404, 'not_found', 'There is no such job.');
    return { job };
  });
}
