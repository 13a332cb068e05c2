-- Where backups go. What opens a destination is here only as it was sealed for each server, and under the master key once more.
CREATE TABLE backup_destinations (
  id text NOT NULL PRIMARY KEY,
  workspace_id text NOT NULL,
  type text NOT NULL,
  name text NOT NULL,
  config text NOT NULL,
  created_at bigint NOT NULL,
  version bigint NOT NULL,
  stamp text NOT NULL
);
CREATE INDEX backup_destinations_of_workspace ON backup_destinations (workspace_id, created_at, id);

CREATE TABLE backup_seals (
  destination_id text NOT NULL REFERENCES backup_destinations (id),
  server_id text NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (destination_id, server_id)
);

-- A plan is a row of schedules whose kind is backup.run; here are the destinations of its runs.
CREATE TABLE backup_plan_destinations (
  plan_id text NOT NULL REFERENCES schedules (id),
  destination_id text NOT NULL REFERENCES backup_destinations (id),
  place bigint NOT NULL,
  PRIMARY KEY (plan_id, destination_id)
);
CREATE INDEX backup_plan_destinations_of_destination ON backup_plan_destinations (destination_id);

-- What a run left at a destination. It stays when its plan or its destination goes.
CREATE TABLE backup_snapshots (
  id text NOT NULL PRIMARY KEY,
  workspace_id text NOT NULL,
  plan_id text NOT NULL,
  server_id text NOT NULL,
  destination_id text NOT NULL,
  job_id text NOT NULL,
  restic_id text,
  taken_at bigint NOT NULL,
  size_bytes bigint,
  files bigint,
  status text NOT NULL,
  error_code text,
  error_message text,
  created_at bigint NOT NULL
);
CREATE UNIQUE INDEX backup_snapshots_once ON backup_snapshots (job_id, destination_id);
CREATE INDEX backup_snapshots_of_workspace ON backup_snapshots (workspace_id, created_at, id);
CREATE INDEX backup_snapshots_of_plan ON backup_snapshots (plan_id, destination_id);
