CREATE TABLE audit (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  workspace_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor_type TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_type TEXT,
  subject_id TEXT,
  server_id TEXT,
  job_id TEXT,
  outcome TEXT NOT NULL,
  request_id TEXT,
  address TEXT,
  details TEXT NOT NULL,
  -- Filled in by the chainer, nothing else in a row ever changes.
  prev_hash BLOB,
  row_hash BLOB,
  chained_at INTEGER
) STRICT;
CREATE UNIQUE INDEX audit_id ON audit (id);
CREATE INDEX audit_of_workspace ON audit (workspace_id, seq);
CREATE INDEX audit_of_job ON audit (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX audit_of_server ON audit (server_id, seq) WHERE server_id IS NOT NULL;

CREATE TRIGGER audit_fixed BEFORE UPDATE OF seq, id, workspace_id, at, actor_type, actor_id, actor_name, action, subject_type, subject_id,
  server_id, job_id, outcome, request_id, address, details ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit rows do not change');
END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit rows do not change');
END;
