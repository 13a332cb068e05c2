CREATE TABLE audit (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL,
  workspace_id text NOT NULL,
  at bigint NOT NULL,
  actor_type text NOT NULL,
  actor_id text NOT NULL,
  actor_name text NOT NULL,
  action text NOT NULL,
  subject_type text,
  subject_id text,
  server_id text,
  job_id text,
  outcome text NOT NULL,
  request_id text,
  address text,
  details text NOT NULL,
  -- Filled in by the chainer, nothing else in a row ever changes.
  prev_hash bytea,
  row_hash bytea,
  chained_at bigint
);
CREATE UNIQUE INDEX audit_id ON audit (id);
CREATE INDEX audit_of_workspace ON audit (workspace_id, seq);
CREATE INDEX audit_of_job ON audit (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX audit_of_server ON audit (server_id, seq) WHERE server_id IS NOT NULL;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit rows do not change';
END
$$;
CREATE TRIGGER audit_fixed BEFORE UPDATE OF seq, id, workspace_id, at, actor_type, actor_id, actor_name, action, subject_type, subject_id,
  server_id, job_id, outcome, request_id, address, details ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse();
