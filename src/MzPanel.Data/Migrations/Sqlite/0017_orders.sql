-- Schedules: what is asked of which servers by the clock, in whose name, and what came of the last time.
CREATE TABLE schedules (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- One of the two.
  server_id TEXT,
  tag TEXT,
  kind TEXT NOT NULL,
  args TEXT NOT NULL,
  sealed_args BLOB,
  timeout_s INTEGER,
  queue_ttl_s INTEGER,
  cron TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  overlap TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  token_id TEXT,
  caller_name TEXT NOT NULL,
  next_run_at INTEGER,
  last_at INTEGER,
  last_due_at INTEGER,
  last_jobs INTEGER NOT NULL,
  last_skipped INTEGER NOT NULL,
  last_refused INTEGER NOT NULL,
  last_message TEXT,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  stamp TEXT NOT NULL
) STRICT;
CREATE INDEX schedules_of_workspace ON schedules (workspace_id, created_at, id);
CREATE INDEX schedules_due ON schedules (next_run_at) WHERE next_run_at IS NOT NULL;

-- Which job a schedule asks of a server for a due time: claimed here first, submitted then.
CREATE TABLE schedule_runs (
  job_id TEXT NOT NULL PRIMARY KEY,
  schedule_id TEXT NOT NULL,
  server_id TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  claimed_at INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX schedule_runs_once ON schedule_runs (schedule_id, due_at, server_id);
CREATE INDEX schedule_runs_claimed ON schedule_runs (claimed_at) WHERE state = 'claimed';

-- Rollouts: one command on many servers, a few at a time.
CREATE TABLE rollouts (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  args TEXT NOT NULL,
  sealed_args BLOB,
  timeout_s INTEGER,
  queue_ttl_s INTEGER,
  tag TEXT,
  parallel INTEGER NOT NULL,
  canary INTEGER NOT NULL,
  stop_after_failures INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  token_id TEXT,
  caller_name TEXT NOT NULL,
  status TEXT NOT NULL,
  message TEXT,
  -- Failures that somebody who resumed it knew of.
  forgiven INTEGER NOT NULL,
  pending INTEGER NOT NULL,
  running INTEGER NOT NULL,
  succeeded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  version INTEGER NOT NULL,
  stamp TEXT NOT NULL
) STRICT;
CREATE INDEX rollouts_of_workspace ON rollouts (workspace_id, created_at, id);
CREATE INDEX rollouts_open ON rollouts (id) WHERE finished_at IS NULL;

-- The job of each server has its id from the beginning; it is submitted when its turn was committed here.
CREATE TABLE rollout_servers (
  rollout_id TEXT NOT NULL,
  server_id TEXT NOT NULL,
  place INTEGER NOT NULL,
  job_id TEXT NOT NULL,
  state TEXT NOT NULL,
  message TEXT,
  claimed_at INTEGER,
  PRIMARY KEY (rollout_id, server_id)
) STRICT;
CREATE INDEX rollout_servers_pending ON rollout_servers (rollout_id, place) WHERE state = 'pending';
CREATE INDEX rollout_servers_running ON rollout_servers (rollout_id) WHERE state = 'running';
CREATE INDEX rollout_servers_skipped ON rollout_servers (rollout_id, place) WHERE state = 'skipped';
