import { EventEmitter } from 'node:events';
import { Batcher } from './batcher.js';
import { pool } from './database.js';

/** Lines that were just committed, by job. */
export const committed = new EventEmitter().setMaxListeners(0);

const chunks = new Batcher(async (batch) => void (await pool.query({
  name: 'log',
  text: `INSERT INTO job_logs (job_id, first_seq, count, lines)
         SELECT * FROM unnest($1::text[], $2::bigint[], $3::int[], $4::text[]) ON CONFLICT DO NOTHING`,
  values: [batch.map((c) => c.jobId), batch.map((c) => c.seq), batch.map((c) => c.lines.length), batch.map((c) => JSON.stringify(c.lines))],
})));

/** One command's log: what comes while a commit runs is the next chunk; acknowledged when it is durable. */
export class LogIntake {
  #jobId;
  #acknowledge;
  #next = 1;
  #waiting = [];
  #writing = false;

  constructor(jobId, acknowledge) {
    this.#jobId = jobId;
    this.#acknowledge = acknowledge;
  }

  take({ seq, lines }) {
    // Behind a hole: it comes again. Known already: only what is new counts.
    if (seq > this.#next || seq + lines.length <= this.#next)
      return;
    for (let i = this.#next - seq; i < lines.length; i++) this.#waiting.push(lines[i]);
    this.#next = seq + lines.length;
    if (!this.#writing)
      void this.#write();
  }

  async #write() {
    this.#writing = true;
    try {
      while (this.#waiting.length > 0) {
        const chunk = { jobId: this.#jobId, seq: this.#next - this.#waiting.length, lines: this.#waiting };
        this.#waiting = [];
        await chunks.add(chunk);
        this.#acknowledge(chunk.seq + chunk.lines.length - 1);
        committed.emit(this.#jobId, chunk);
      }
    } finally {
      this.#writing = false;
    }
  }
}
