import { randomUUID } from 'node:crypto';
import { pool } from './database.js';
import { nextQueued, recordDone, recordStarted } from './job-records.js';
import { LogIntake } from './log-intake.js';
import { messages } from './messages.js';

const HEARTBEAT_S = 30;

/** The connection that counts, by server. */
export const links = new Map();

/** One agent's connection. One job runs on a server at a time; the next is offered when it is done. */
export class Link {
  #ws;
  #running = null;
  #intake = null;
  #lookAgain = false;
  epoch = 0;
  metrics = null;
  seenAt = 0;

  constructor(ws, serverId) {
    this.#ws = ws;
    this.serverId = serverId;
  }

  receive(data) {
    let raw;
    try {
      raw = JSON.parse(data.toString());
    } catch {
      return this.#violation(undefined, 'bad_json', 'This is no JSON.');
    }
    const schema = messages.get(raw?.type);
    if (!schema)
      return this.#send('error', { code: 'unknown_type', message: 'Unknown message type.' }, raw?.id);
    const read = schema.safeParse(raw);
    if (!read.success)
      return this.#violation(raw.id, 'missing_member', read.error.issues[0].message);
    this.seenAt = Date.now();
    // Most of what comes: done with without a promise.
    if (raw.type === 'heartbeat')
      this.metrics = read.data.payload;
    else
      this.#handle(read.data).catch((error) => {
        console.error(error);
        this.#ws.close(1012);
      });
  }

  /** Takes the place at the server for a new job, where its agent is there and nothing runs. */
  reserve(commandId) {
    if (this.epoch === 0 || this.#running)
      return false;
    this.#running = commandId;
    return true;
  }

  release(commandId) {
    if (this.#running === commandId)
      this.#running = null;
  }

  /** Sends a command that is recorded as offered. */
  command(job) {
    this.#intake = new LogIntake(job.id, (seq) => this.#send('log_ack', { acked_seq: seq }, job.command_id));
    this.#send('cmd', {
      job_id: job.id, attempt: 1, epoch: this.epoch, kind: job.kind, args: JSON.parse(job.args), timeout_s: 600, expires_at: job.created_at + 86_400_000,
    }, undefined, job.command_id);
  }

  /** The oldest job that waits, where nothing runs. What is asked for while it looks has it look again. */
  async offerNext() {
    this.#lookAgain = true;
    const commandId = randomUUID();
    if (!this.reserve(commandId))
      return;
    let job;
    try {
      while (!job && this.#lookAgain) {
        this.#lookAgain = false;
        job = await nextQueued(this.serverId, commandId);
      }
    } finally {
      if (!job)
        this.release(commandId);
    }
    if (job)
      this.command(job);
  }

  close() {
    if (links.get(this.serverId) === this)
      links.delete(this.serverId);
  }

  async #handle(message) {
    switch (message.type) {
      case 'hello':
        await this.#welcome(message);
        break;
      case 'cmd_ack':
        if (message.payload.accepted)
          await recordStarted(message.ref);
        break;
      case 'log':
        if (message.ref === this.#running)
          this.#intake.take(message.payload);
        break;
      case 'job_done':
        await recordDone(message.ref, message.payload);
        this.#send('ack', {}, message.id);
        this.release(message.ref);
        await this.offerNext();
        break;
    }
  }

  async #welcome(hello) {
    const { rows } = await pool.query({
      name: 'welcome', text: 'UPDATE servers SET epoch = epoch + 1 WHERE id = $1 RETURNING epoch', values: [this.serverId],
    });
    this.epoch = Number(rows[0].epoch);
    links.get(this.serverId)?.supersede();
    links.set(this.serverId, this);
    this.#send('welcome', {
      server_id: this.serverId, epoch: this.epoch, heartbeat_s: HEARTBEAT_S, limits: { message_bytes: 65_536, log_window_bytes: 1_048_576 }, resume: [], server_time: Date.now(),
    }, hello.id);
    await this.offerNext();
  }

  supersede() {
    this.#ws.close(4409);
  }

  #violation(id, code, message) {
    this.#send('error', { code, message }, id);
    this.#ws.close(4400);
  }

  #send(type, payload, ref, id = randomUUID()) {
    this.#ws.send(JSON.stringify({ v: 1, id, ts: Date.now(), type, ref, payload }));
  }
}
