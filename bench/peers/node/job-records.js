import { Batcher } from './batcher.js';
import { pool } from './database.js';

const together = process.env.COMMIT === 'group';

async function insertOne(job) {
  const { rowCount } = await pool.query({
    name: 'new job',
    text: `INSERT INTO jobs (id, server_id, kind, args, status, command_id, created_at)
           SELECT $1, id, $3, $4, $5, $6, $7 FROM servers WHERE id = $2 AND workspace_id = $8`,
    values: [job.id, job.server_id, job.kind, job.args, job.status, job.command_id, job.created_at, job.workspace_id],
  });
  return rowCount === 1;
}

const inserts = new Batcher(async (jobs) => {
  const { rows } = await pool.query({
    name: 'new jobs',
    text: `INSERT INTO jobs (id, server_id, kind, args, status, command_id, created_at)
           SELECT n.id, n.server_id, n.kind, n.args, n.status, n.command_id, n.created_at
           FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[])
             AS n (id, server_id, kind, args, status, command_id, created_at, workspace_id)
           JOIN servers s ON s.id = n.server_id AND s.workspace_id = n.workspace_id
           RETURNING id`,
    values: ['id', 'server_id', 'kind', 'args', 'status', 'command_id', 'created_at', 'workspace_id'].map((column) => jobs.map((job) => job[column])),
  });
  const made = new Set(rows.map((row) => row.id));
  return jobs.map((job) => made.has(job.id));
});

/** Whether it was made; it is not for a server of somebody else. */
export const recordNew = together ? (job) => inserts.add(job) : insertOne;

const statusOf = (done) => (done.outcome === 'exited' ? (done.exit_code === 0 ? 'succeeded' : 'failed') : done.outcome === 'interrupted' ? 'failed' : done.outcome);

const startOne = (commandId) => pool.query({
  name: 'job started', text: "UPDATE jobs SET status = 'running', started_at = $2 WHERE command_id = $1 AND status = 'offered'", values: [commandId, Date.now()],
});

const endOne = (commandId, done) => pool.query({
  name: 'job done',
  text: "UPDATE jobs SET status = $2, exit_code = $3, last_seq = $4, finished_at = $5 WHERE command_id = $1 AND status IN ('offered', 'running')",
  values: [commandId, statusOf(done), done.exit_code, done.last_seq, Date.now()],
});

// One queue for both, so that no two statements wait for each other's rows; where a job starts and ends in one batch, the end counts.
const changes = new Batcher(async (batch) => {
  const last = [...new Map(batch.map((change) => [change.commandId, change])).values()];
  await pool.query({
    name: 'jobs changed',
    text: `UPDATE jobs SET status = n.status, exit_code = n.exit_code, last_seq = n.last_seq, finished_at = n.finished_at, started_at = coalesce(started_at, $6)
           FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::bigint[]) AS n (command_id, status, exit_code, last_seq, finished_at)
           WHERE jobs.command_id = n.command_id AND jobs.status IN ('offered', 'running')`,
    values: [...['commandId', 'status', 'exitCode', 'lastSeq', 'finishedAt'].map((member) => last.map((change) => change[member])), Date.now()],
  });
});

const startTogether = (commandId) => changes.add({ commandId, status: 'running', exitCode: null, lastSeq: null, finishedAt: null });

const endTogether = (commandId, done) => changes.add({
  commandId, status: statusOf(done), exitCode: done.exit_code, lastSeq: done.last_seq, finishedAt: Date.now(),
});

export const recordStarted = together ? startTogether : startOne;

export const recordDone = together ? endTogether : endOne;

/** The server's oldest job that waits becomes offered. */
export async function nextQueued(serverId, commandId) {
  const { rows } = await pool.query({
    name: 'next job',
    text: `UPDATE jobs SET status = 'offered', command_id = $2
           WHERE id = (SELECT id FROM jobs WHERE server_id = $1 AND status = 'queued' ORDER BY created_at LIMIT 1) AND status = 'queued'
           RETURNING id, kind, args, command_id, created_at`,
    values: [serverId, commandId],
  });
  return rows[0] && { ...rows[0], created_at: Number(rows[0].created_at) };
}

/** A job of the workspace. */
export async function find(jobId, workspaceId) {
  const { rows } = await pool.query({
    name: 'job',
    text: `SELECT j.id, j.server_id, j.kind, j.status, j.created_at, j.started_at, j.finished_at, j.exit_code
           FROM jobs j JOIN servers s ON s.id = j.server_id WHERE j.id = $1 AND s.workspace_id = $2`,
    values: [jobId, workspaceId],
  });
  return rows[0];
}
