import { once } from 'node:events';
import { committed } from './log-intake.js';
import { pool } from './database.js';
import { find } from './job-records.js';
import { Refusal } from './refusals.js';

const PAGE = 200;
const COMMENT_MS = 15_000;

export async function logs(api) {
  // Reads the records from the asked line, then what is committed as it comes; a viewer that is too slow reads the records again.
  api.get('/v1/jobs/:id/logs/stream', async (request, reply) => {
    const jobId = request.params.id;
    if (!(await find(jobId, request.workspaceId)))
      throw new Refusal(404, 'not_found', 'There is no such job.');
    reply.hijack();
    reply.raw.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' });
    reply.raw.flushHeaders();
    await new Tail(jobId, reply.raw, Number(request.headers['last-event-id'] ?? request.query.after ?? 0)).run();
  });
}

class Tail {
  #jobId;
  #out;
  #seen;
  #live = false;
  #missed = false;

  constructor(jobId, out, seen) {
    this.#jobId = jobId;
    this.#out = out;
    this.#seen = seen;
  }

  async run() {
    const follow = (chunk) => this.#follow(chunk);
    const comment = setInterval(() => this.#out.write(':\n\n'), COMMENT_MS);
    committed.on(this.#jobId, follow);
    try {
      await this.#catchUp();
      await once(this.#out, 'close');
    } catch {
      this.#out.destroy();
    } finally {
      clearInterval(comment);
      committed.off(this.#jobId, follow);
    }
  }

  #follow(chunk) {
    if (!this.#live) {
      this.#missed = true;
      return;
    }
    if (chunk.seq !== this.#seen + 1 || !this.#write(chunk.seq, chunk.lines))
      void this.#catchUp().catch(() => this.#out.destroy());
  }

  async #catchUp() {
    this.#live = false;
    for (let rows; this.#missed || rows?.length !== 0; ) {
      if (this.#out.destroyed)
        return;
      if (this.#out.writableNeedDrain)
        await once(this.#out, 'drain');
      this.#missed = false;
      ({ rows } = await pool.query({
        name: 'log from', text: 'SELECT first_seq, count, lines FROM job_logs WHERE job_id = $1 AND first_seq + count > $2 ORDER BY first_seq LIMIT $3', values: [this.#jobId, this.#seen + 1, PAGE],
      }));
      for (const row of rows) this.#write(Number(row.first_seq), JSON.parse(row.lines));
    }
    this.#live = true;
  }

  /** Whether there is room for more. */
  #write(seq, lines) {
    const fresh = seq > this.#seen ? lines : lines.slice(this.#seen + 1 - seq);
    this.#seen = seq + lines.length - 1;
    return this.#out.write(`event: log\nid: ${this.#seen}\ndata: ${JSON.stringify({ lines: fresh })}\n\n`);
  }
}
