-- What belongs to the installation, not to a workspace.
CREATE TABLE schema_info (
  id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
  version bigint NOT NULL,
  -- Oldest schema version a program must know to run against these records.
  compatible_from bigint NOT NULL
);
INSERT INTO schema_info (id, version, compatible_from) VALUES (1, 1, 1);

CREATE TABLE master_key_check (
  id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
  sealed bytea NOT NULL
);

CREATE TABLE signing_keys (
  kid text NOT NULL PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('current', 'next', 'retired')),
  public_jwk text NOT NULL,
  sealed bytea NOT NULL,
  created_at bigint NOT NULL,
  activated_at bigint,
  retired_at bigint
);
CREATE UNIQUE INDEX signing_keys_one_per_state ON signing_keys (state) WHERE state <> 'retired';

CREATE TABLE grain_state (
  state_name text NOT NULL,
  grain_id text NOT NULL,
  etag text NOT NULL,
  payload bytea NOT NULL,
  PRIMARY KEY (state_name, grain_id)
) WITH (fillfactor = 80);

-- Refusals nobody is signed in for (401, 429, origin), counted per minute.
CREATE TABLE installation_log (
  minute bigint NOT NULL,
  address text NOT NULL,
  action text NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (minute, address, action)
);
