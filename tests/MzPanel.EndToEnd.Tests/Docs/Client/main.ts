// What a program of somebody else's does with the client that the document makes: the compiler checks every name and type.
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Job = components["schemas"]["Job"];

const api = createClient<paths>({ baseUrl: process.env.MZ_URL!, headers: { Authorization: `Bearer ${process.env.MZ_TOKEN}` } });

async function run(serverId: string, command: string): Promise<Job> {
  const { data, error } = await api.POST("/v1/servers/{id}/jobs", {
    params: { path: { id: serverId }, header: { "Idempotency-Key": randomUUID() } },
    body: { kind: "shell.run", args: { command }, timeout_s: 60 },
  });
  if (error) throw new Error(error.error.code);
  return data.job;
}

async function ended(id: string): Promise<Job> {
  for (let looks = 0; looks < 60; looks++) {
    const { data: job, error } = await api.GET("/v1/jobs/{id}", { params: { path: { id }, query: { wait_s: 1 } } });
    if (error) throw new Error(error.error.code);
    if (job.finished_at !== undefined && job.log.complete) return job;
  }
  throw new Error("The job did not end.");
}

async function log(id: string): Promise<string[]> {
  const lines: string[] = [];
  for (let after = 0; ; ) {
    const { data: page, error } = await api.GET("/v1/jobs/{id}/logs", { params: { path: { id }, query: { after, limit: 2 } } });
    if (error) throw new Error(error.error.code);
    lines.push(...page.data.map((line) => line.text ?? `${line.gap} missing`));
    if (page.complete) return lines;
    after = page.next_after;
  }
}

const { data: servers } = await api.GET("/v1/servers", { params: { query: { status: "online", limit: 1 } } });
const server = servers!.data[0]!;
const job = await ended((await run(server.id, "echo one; echo two; echo three; exit 3")).id);
const { error: unknown } = await api.GET("/v1/jobs/{id}", { params: { path: { id: "job_none" } } });
const { error: invalid } = await api.PATCH("/v1/servers/{id}", { params: { path: { id: server.id } }, body: { name: "" } });

console.log(JSON.stringify({
  server: server.name,
  status: job.status,
  exit_code: job.exit_code,
  log: await log(job.id),
  unknown: unknown!.error.code,
  invalid: Object.keys(invalid!.error.details),
}));
