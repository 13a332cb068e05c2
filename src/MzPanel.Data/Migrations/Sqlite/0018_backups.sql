-- Where backups go. What opens a destination is here only as it was sealed for each server, and under the master key once more.
CREATE TABLE backup_destinations (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  config TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  stamp TEXT NOT NULL
) STRICT;
CREATE INDEX backup_destinations_of_workspace ON backup_destinations (workspace_id, created_at, id);

CREATE TABLE backup_seals (
  destination_id TEXT NOT NULL REFERENCES backup_destinations (id),
  server_id TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (destination_id, server_id)
) STRICT;

-- A plan is a row of schedules whose kind is backup.run; here are the destinations of its runs.
CREATE TABLE backup_plan_destinations (
  plan_id TEXT NOT NULL REFERENCES schedules (id),
  destination_id TEXT NOT NULL REFERENCES backup_destinations (id),
  place INTEGER NOT NULL,
  PRIMARY KEY (plan_id, destination_id)
) STRICT;
CREATE INDEX backup_plan_destinations_of_destination ON backup_plan_destinations (destination_id);

-- What a run left at a destination. It stays when its plan or its destination goes.
CREATE TABLE backup_snapshots (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  plan_id TEXT NOT NULL,
  server_id TEXT NOT NULL,
  destination_id TEXT NOT NULL,
  job_id TEXT NOT NULL,
  restic_id TEXT,
  taken_at INTEGER NOT NULL,
  size_bytes INTEGER,
  files INTEGER,
  status TEXT NOT NULL,
  error_code TEXT,
  error_message TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX backup_snapshots_once ON backup_snapshots (job_id, destination_id);
CREATE INDEX backup_snapshots_of_workspace ON backup_snapshots (workspace_id, created_at, id);
CREATE INDEX backup_snapshots_of_plan ON backup_snapshots (plan_id, destination_id);
