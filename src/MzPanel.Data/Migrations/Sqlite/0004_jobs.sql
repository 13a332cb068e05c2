CREATE TABLE jobs (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  server_id TEXT NOT NULL REFERENCES servers (id),
  site_id TEXT,
  kind TEXT NOT NULL,
  args TEXT NOT NULL,
  sealed_args BLOB,
  mutating INTEGER NOT NULL,
  auto_retry INTEGER NOT NULL,
  status TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  stamp TEXT NOT NULL,
  place INTEGER NOT NULL,
  lane_slot INTEGER,
  timeout_s INTEGER NOT NULL,
  queue_deadline INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  command_id TEXT,
  epoch INTEGER NOT NULL,
  last_seq INTEGER,
  exit_code INTEGER,
  duration_ms INTEGER,
  error_code TEXT,
  error_message TEXT,
  result TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  offered_at INTEGER,
  started_at INTEGER,
  finished_at INTEGER,
  cancel_requested_at INTEGER,
  abandoned_until INTEGER,
  retry_of TEXT,
  log_conflict INTEGER NOT NULL
) STRICT;
-- The lanes: one mutating command (slot 0) and four read-only ones (1-4) per server, kept here and not by a grain.
CREATE UNIQUE INDEX job_lane ON jobs (server_id, lane_slot) WHERE lane_slot IS NOT NULL;
CREATE UNIQUE INDEX jobs_place ON jobs (server_id, place);
CREATE INDEX jobs_unsettled ON jobs (server_id, status) WHERE status IN ('queued', 'offered', 'running', 'unknown');
CREATE INDEX jobs_abandoned ON jobs (server_id) WHERE abandoned_until IS NOT NULL;
CREATE INDEX jobs_of_workspace ON jobs (workspace_id, created_at, id);
CREATE INDEX jobs_of_server ON jobs (server_id, created_at, id);
CREATE INDEX jobs_of_site ON jobs (site_id, created_at, id) WHERE site_id IS NOT NULL;

CREATE TABLE job_attempts (
  command_id TEXT NOT NULL PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES jobs (id),
  attempt INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  status TEXT NOT NULL,
  last_seq INTEGER,
  exit_code INTEGER,
  duration_ms INTEGER,
  error_code TEXT,
  error_message TEXT,
  offered_at INTEGER,
  started_at INTEGER,
  finished_at INTEGER
) STRICT;
CREATE UNIQUE INDEX job_attempts_number ON job_attempts (job_id, attempt);

-- Where the log of a command ends. Apart from job_attempts, so that the writer of logs and the writer of transitions
-- never lock the same row.
CREATE TABLE log_positions (
  command_id TEXT NOT NULL PRIMARY KEY,
  job_id TEXT NOT NULL REFERENCES jobs (id),
  server_id TEXT NOT NULL,
  log_end INTEGER NOT NULL,
  log_bytes INTEGER NOT NULL,
  -- 1 while retention deletes the lines; in the end a gap stands for them.
  swept INTEGER NOT NULL,
  stamp TEXT
) STRICT;
CREATE INDEX log_positions_held ON log_positions (server_id) WHERE log_bytes > 0;
CREATE INDEX log_positions_of_job ON log_positions (job_id);

-- Chunks of lines; bytes is null for a gap.
CREATE TABLE job_logs (
  command_id TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  count INTEGER NOT NULL,
  bytes BLOB,
  PRIMARY KEY (command_id, first_seq)
) STRICT;
