-- Where a row stands in the chain of its workspace: 1, 2, …; rows that nobody chained yet have none.
ALTER TABLE audit ADD COLUMN place INTEGER;
CREATE UNIQUE INDEX audit_place ON audit (workspace_id, place) WHERE place IS NOT NULL;
CREATE INDEX audit_unchained ON audit (workspace_id, seq) WHERE place IS NULL;

CREATE TRIGGER audit_chained_once BEFORE UPDATE OF place, prev_hash, row_hash, chained_at ON audit WHEN OLD.place IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'audit rows do not change');
END;

CREATE TABLE audit_heads (
  workspace_id TEXT NOT NULL PRIMARY KEY,
  place INTEGER NOT NULL,
  row_hash BLOB NOT NULL,
  stamp TEXT NOT NULL,
  checkpoint_place INTEGER NOT NULL,
  checkpoint_at INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_checkpoints (
  workspace_id TEXT NOT NULL,
  place INTEGER NOT NULL,
  at INTEGER NOT NULL,
  jws TEXT NOT NULL,
  PRIMARY KEY (workspace_id, place)
) STRICT;
CREATE INDEX audit_checkpoints_at ON audit_checkpoints (at);
