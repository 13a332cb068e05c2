import pg from 'pg';
import { hash } from './tokens.js';

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });

const schema = `
  CREATE TABLE workspaces (id text PRIMARY KEY);
  CREATE TABLE api_tokens (hash bytea PRIMARY KEY, workspace_id text NOT NULL REFERENCES workspaces);
  CREATE TABLE servers (
    id text PRIMARY KEY, workspace_id text NOT NULL REFERENCES workspaces, name text NOT NULL, epoch bigint NOT NULL DEFAULT 0);
  CREATE TABLE install_tokens (hash bytea PRIMARY KEY, server_id text NOT NULL REFERENCES servers, expires_at bigint NOT NULL);
  CREATE TABLE agent_tokens (hash bytea PRIMARY KEY, server_id text NOT NULL REFERENCES servers);
  CREATE TABLE jobs (
    id text PRIMARY KEY, server_id text NOT NULL REFERENCES servers, kind text NOT NULL, args text NOT NULL, status text NOT NULL,
    command_id text UNIQUE, created_at bigint NOT NULL, started_at bigint, finished_at bigint, exit_code int, last_seq bigint);
  CREATE INDEX jobs_waiting ON jobs (server_id, created_at) WHERE status IN ('queued', 'offered', 'running');
  CREATE TABLE job_logs (
    job_id text NOT NULL REFERENCES jobs, first_seq bigint NOT NULL, count int NOT NULL, lines text NOT NULL, PRIMARY KEY (job_id, first_seq));
`;

/** Makes the tables of an empty database, and its first API token. */
export async function migrate(apiToken) {
  await pool.query(schema);
  await pool.query("INSERT INTO workspaces (id) VALUES ('wks_1')");
  await pool.query('INSERT INTO api_tokens (hash, workspace_id) VALUES ($1, $2)', [hash(apiToken), 'wks_1']);
}
