-- Where a row stands in the chain of its workspace: 1, 2, …; rows that nobody chained yet have none.
ALTER TABLE audit ADD COLUMN place bigint;
CREATE UNIQUE INDEX audit_place ON audit (workspace_id, place) WHERE place IS NOT NULL;
CREATE INDEX audit_unchained ON audit (workspace_id, seq) WHERE place IS NULL;

CREATE TRIGGER audit_chained_once BEFORE UPDATE OF place, prev_hash, row_hash, chained_at ON audit
  FOR EACH ROW WHEN (OLD.place IS NOT NULL) EXECUTE FUNCTION audit_refuse();

CREATE TABLE audit_heads (
  workspace_id text NOT NULL PRIMARY KEY,
  place bigint NOT NULL,
  row_hash bytea NOT NULL,
  stamp text NOT NULL,
  checkpoint_place bigint NOT NULL,
  checkpoint_at bigint NOT NULL
);

CREATE TABLE audit_checkpoints (
  workspace_id text NOT NULL,
  place bigint NOT NULL,
  at bigint NOT NULL,
  jws text NOT NULL,
  PRIMARY KEY (workspace_id, place)
);
CREATE INDEX audit_checkpoints_at ON audit_checkpoints (at);
