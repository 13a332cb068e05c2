-- Schedules: what is asked of which servers by the clock, in whose name, and what came of the last time.
CREATE TABLE schedules (
  id text NOT NULL PRIMARY KEY,
  workspace_id text NOT NULL,
  name text NOT NULL,
  -- One of the two.
  server_id text,
  tag text,
  kind text NOT NULL,
  args text NOT NULL,
  sealed_args bytea,
  timeout_s bigint,
  queue_ttl_s bigint,
  cron text NOT NULL,
  time_zone text NOT NULL,
  overlap text NOT NULL,
  enabled bigint NOT NULL,
  user_id text NOT NULL,
  token_id text,
  caller_name text NOT NULL,
  next_run_at bigint,
  last_at bigint,
  last_due_at bigint,
  last_jobs bigint NOT NULL,
  last_skipped bigint NOT NULL,
  last_refused bigint NOT NULL,
  last_message text,
  created_at bigint NOT NULL,
  version bigint NOT NULL,
  stamp text NOT NULL
);
CREATE INDEX schedules_of_workspace ON schedules (workspace_id, created_at, id);
CREATE INDEX schedules_due ON schedules (next_run_at) WHERE next_run_at IS NOT NULL;

-- Which job a schedule asks of a server for a due time: claimed here first, submitted then.
CREATE TABLE schedule_runs (
  job_id text NOT NULL PRIMARY KEY,
  schedule_id text NOT NULL,
  server_id text NOT NULL,
  due_at bigint NOT NULL,
  claimed_at bigint NOT NULL,
  state text NOT NULL
);
CREATE UNIQUE INDEX schedule_runs_once ON schedule_runs (schedule_id, due_at, server_id);
CREATE INDEX schedule_runs_claimed ON schedule_runs (claimed_at) WHERE state = 'claimed';

-- Rollouts: one command on many servers, a few at a time.
CREATE TABLE rollouts (
  id text NOT NULL PRIMARY KEY,
  workspace_id text NOT NULL,
  kind text NOT NULL,
  args text NOT NULL,
  sealed_args bytea,
  timeout_s bigint,
  queue_ttl_s bigint,
  tag text,
  parallel bigint NOT NULL,
  canary bigint NOT NULL,
  stop_after_failures bigint NOT NULL,
  user_id text NOT NULL,
  token_id text,
  caller_name text NOT NULL,
  status text NOT NULL,
  message text,
  -- Failures that somebody who resumed it knew of.
  forgiven bigint NOT NULL,
  pending bigint NOT NULL,
  running bigint NOT NULL,
  succeeded bigint NOT NULL,
  failed bigint NOT NULL,
  skipped bigint NOT NULL,
  created_at bigint NOT NULL,
  finished_at bigint,
  version bigint NOT NULL,
  stamp text NOT NULL
);
CREATE INDEX rollouts_of_workspace ON rollouts (workspace_id, created_at, id);
CREATE INDEX rollouts_open ON rollouts (id) WHERE finished_at IS NULL;

-- The job of each server has its id from the beginning; it is submitted when its turn was committed here.
CREATE TABLE rollout_servers (
  rollout_id text NOT NULL,
  server_id text NOT NULL,
  place bigint NOT NULL,
  job_id text NOT NULL,
  state text NOT NULL,
  message text,
  claimed_at bigint,
  PRIMARY KEY (rollout_id, server_id)
);
CREATE INDEX rollout_servers_pending ON rollout_servers (rollout_id, place) WHERE state = 'pending';
CREATE INDEX rollout_servers_running ON rollout_servers (rollout_id) WHERE state = 'running';
CREATE INDEX rollout_servers_skipped ON rollout_servers (rollout_id, place) WHERE state = 'skipped';
