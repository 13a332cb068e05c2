import { z } from 'zod';

const count = z.number().nonnegative();

const Heartbeat = z.object({
  uptime_s: count,
  cpu_pct: z.number().min(0).max(100),
  load: z.tuple([count, count, count]),
  mem_total: count,
  mem_used: count,
  swap_total: count,
  swap_used: count,
  disks: z.array(z.object({ mount: z.string(), total: count, used: count })),
  net: z.object({ rx_bytes: count, tx_bytes: count }),
  sites: count.optional(),
  jobs: z.array(z.object({ ref: z.string(), last_seq: count })).optional(),
});

const Hello = z.object({
  agent_version: z.string().optional(),
  hostname: z.string().optional(),
  journal_id: z.string().optional(),
  features: z.array(z.string()).optional(),
  jobs: z.array(z.object({ ref: z.string(), state: z.enum(['running', 'done']), last_seq: count })).optional(),
});

const CmdAck = z.object({ accepted: z.boolean(), code: z.string().optional(), message: z.string().optional() });

const Log = z.object({
  job_id: z.string(),
  seq: z.int().positive(),
  lines: z.array(z.object({ stream: z.enum(['stdout', 'stderr']), text: z.string(), ts: z.number().optional() })).min(1),
});

const JobDone = z.object({
  job_id: z.string(),
  exit_code: z.int(),
  duration_ms: count,
  last_seq: count,
  outcome: z.enum(['exited', 'timed_out', 'cancelled', 'interrupted']),
});

const envelope = (payload) => z.object({ v: z.literal(1), id: z.string().min(1), ts: z.number(), type: z.string(), ref: z.string().optional(), payload });

/** Whole messages of an agent by their type. */
export const messages = new Map(Object.entries({
  hello: envelope(Hello),
  heartbeat: envelope(Heartbeat),
  cmd_ack: envelope(CmdAck),
  log: envelope(Log),
  job_done: envelope(JobDone),
}));
