-- The chain of a workspace's audit: its rows at the places 1, 2, …, only ever appended to. It stood in the rows themselves, and each
-- link made a new version of a row that has many indexes. The columns there stay, unused, as on PostgreSQL.
CREATE TABLE audit_links (
  workspace_id TEXT NOT NULL,
  place INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  row_hash BLOB NOT NULL,
  chained_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, place)
) STRICT, WITHOUT ROWID;

-- Rows that nobody chained yet; the database puts each one here that is written.
CREATE TABLE audit_waiting (
  workspace_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, seq)
) STRICT, WITHOUT ROWID;

INSERT INTO audit_links (workspace_id, place, seq, row_hash, chained_at)
SELECT workspace_id, place, seq, row_hash, COALESCE(chained_at, at) FROM audit WHERE place IS NOT NULL ORDER BY workspace_id, place;

INSERT INTO audit_waiting (workspace_id, seq) SELECT workspace_id, seq FROM audit WHERE place IS NULL;

DROP TRIGGER audit_fixed;
DROP TRIGGER audit_chained_once;
DROP INDEX audit_place;
DROP INDEX audit_unchained;
-- Nobody looks for a row by it.
DROP INDEX audit_id;

CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit rows do not change');
END;
CREATE TRIGGER audit_links_fixed BEFORE UPDATE ON audit_links
BEGIN
  SELECT RAISE(ABORT, 'audit rows do not change');
END;
CREATE TRIGGER audit_links_kept BEFORE DELETE ON audit_links
BEGIN
  SELECT RAISE(ABORT, 'audit rows do not change');
END;
CREATE TRIGGER audit_waits AFTER INSERT ON audit
BEGIN
  INSERT INTO audit_waiting (workspace_id, seq) VALUES (NEW.workspace_id, NEW.seq);
END;

-- An older program would not chain what it writes, and would not find what others chained.
UPDATE schema_info SET compatible_from = 21;
