-- The chain of a workspace's audit: its rows at the places 1, 2, …, only ever appended to. It stood in the rows themselves, and each
-- link made a new version of a row that has many indexes. The columns there stay, unused: silos of the version before read them
-- until they are restarted.
CREATE TABLE audit_links (
  workspace_id text NOT NULL,
  place bigint NOT NULL,
  seq bigint NOT NULL,
  row_hash bytea NOT NULL,
  chained_at bigint NOT NULL,
  PRIMARY KEY (workspace_id, place)
);

-- Rows that nobody chained yet; the database puts each one here that is written.
CREATE TABLE audit_waiting (
  workspace_id text NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (workspace_id, seq)
);

-- All but the newest links are copied while the audit is still written.
INSERT INTO audit_links (workspace_id, place, seq, row_hash, chained_at)
SELECT workspace_id, place, seq, row_hash, COALESCE(chained_at, at) FROM audit WHERE place IS NOT NULL;

-- From here on until the end, which is near, nobody writes it.
LOCK TABLE audit_heads, audit IN ACCESS EXCLUSIVE MODE;

INSERT INTO audit_links (workspace_id, place, seq, row_hash, chained_at)
SELECT a.workspace_id, a.place, a.seq, a.row_hash, COALESCE(a.chained_at, a.at) FROM audit_heads h
JOIN audit a ON a.workspace_id = h.workspace_id AND a.place > (SELECT COALESCE(max(l.place), 0) FROM audit_links l WHERE l.workspace_id = h.workspace_id);

INSERT INTO audit_waiting (workspace_id, seq) SELECT workspace_id, seq FROM audit WHERE place IS NULL;

DROP TRIGGER audit_fixed ON audit;
DROP TRIGGER audit_kept ON audit;
DROP TRIGGER audit_chained_once ON audit;
DROP INDEX audit_place;
DROP INDEX audit_unchained;
-- Nobody looks for a row by it.
DROP INDEX audit_id;

-- Of that class because a silo of the version before, which would go on with the chain in the rows, takes it for a race that it lost:
-- it undoes all it did and goes on.
CREATE FUNCTION audit_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit rows do not change' USING ERRCODE = 'unique_violation';
END
$$;
CREATE TRIGGER audit_fixed BEFORE UPDATE OR DELETE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_frozen();
CREATE TRIGGER audit_links_fixed BEFORE UPDATE OR DELETE ON audit_links FOR EACH STATEMENT EXECUTE FUNCTION audit_frozen();

CREATE FUNCTION audit_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_waiting (workspace_id, seq) VALUES (NEW.workspace_id, NEW.seq);
  RETURN NULL;
END
$$;
CREATE TRIGGER audit_waits AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_wait();

-- An older program would not chain what it writes, and would not find what others chained.
UPDATE schema_info SET compatible_from = 21;
