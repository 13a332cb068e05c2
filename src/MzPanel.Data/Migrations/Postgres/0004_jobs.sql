CREATE TABLE jobs (
  id text NOT NULL PRIMARY KEY,
  workspace_id text NOT NULL,
  server_id text NOT NULL REFERENCES servers (id),
  site_id text,
  kind text NOT NULL,
  args text NOT NULL,
  sealed_args bytea,
  mutating bigint NOT NULL,
  auto_retry bigint NOT NULL,
  status text NOT NULL,
  changed_at bigint NOT NULL,
  version bigint NOT NULL,
  stamp text NOT NULL,
  place bigint NOT NULL,
  lane_slot bigint,
  timeout_s bigint NOT NULL,
  queue_deadline bigint NOT NULL,
  not_before bigint NOT NULL,
  attempt bigint NOT NULL,
  command_id text,
  epoch bigint NOT NULL,
  last_seq bigint,
  exit_code bigint,
  duration_ms bigint,
  error_code text,
  error_message text,
  result text,
  created_by text NOT NULL,
  created_at bigint NOT NULL,
  offered_at bigint,
  started_at bigint,
  finished_at bigint,
  cancel_requested_at bigint,
  abandoned_until bigint,
  retry_of text,
  log_conflict bigint NOT NULL
) WITH (fillfactor = 80);
-- The lanes: one mutating command (slot 0) and four read-only ones (1-4) per server, kept here and not by a grain.
CREATE UNIQUE INDEX job_lane ON jobs (server_id, lane_slot) WHERE lane_slot IS NOT NULL;
CREATE UNIQUE INDEX jobs_place ON jobs (server_id, place);
CREATE INDEX jobs_unsettled ON jobs (server_id, status) WHERE status IN ('queued', 'offered', 'running', 'unknown');
CREATE INDEX jobs_abandoned ON jobs (server_id) WHERE abandoned_until IS NOT NULL;
CREATE INDEX jobs_of_workspace ON jobs (workspace_id, created_at, id);
CREATE INDEX jobs_of_server ON jobs (server_id, created_at, id);
CREATE INDEX jobs_of_site ON jobs (site_id, created_at, id) WHERE site_id IS NOT NULL;

CREATE TABLE job_attempts (
  command_id text NOT NULL PRIMARY KEY,
  job_id text NOT NULL REFERENCES jobs (id),
  attempt bigint NOT NULL,
  epoch bigint NOT NULL,
  status text NOT NULL,
  last_seq bigint,
  exit_code bigint,
  duration_ms bigint,
  error_code text,
  error_message text,
  offered_at bigint,
  started_at bigint,
  finished_at bigint
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX job_attempts_number ON job_attempts (job_id, attempt);

-- Where the log of a command ends. Apart from job_attempts, so that the writer of logs and the writer of transitions
-- never lock the same row.
CREATE TABLE log_positions (
  command_id text NOT NULL PRIMARY KEY,
  job_id text NOT NULL REFERENCES jobs (id),
  server_id text NOT NULL,
  log_end bigint NOT NULL,
  log_bytes bigint NOT NULL,
  -- 1 while retention deletes the lines; in the end a gap stands for them.
  swept bigint NOT NULL,
  stamp text
) WITH (fillfactor = 80);
CREATE INDEX log_positions_held ON log_positions (server_id) WHERE log_bytes > 0;
CREATE INDEX log_positions_of_job ON log_positions (job_id);

-- Chunks of lines; bytes is null for a gap.
CREATE TABLE job_logs (
  command_id text NOT NULL,
  first_seq bigint NOT NULL,
  count bigint NOT NULL,
  bytes bytea,
  PRIMARY KEY (command_id, first_seq)
);
