-- What belongs to the installation, not to a workspace.
CREATE TABLE schema_info (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL,
  -- Oldest schema version a program must know to run against these records.
  compatible_from INTEGER NOT NULL
) STRICT;
INSERT INTO schema_info (id, version, compatible_from) VALUES (1, 1, 1);

CREATE TABLE master_key_check (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  sealed BLOB NOT NULL
) STRICT;

CREATE TABLE signing_keys (
  kid TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('current', 'next', 'retired')),
  public_jwk TEXT NOT NULL,
  sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  activated_at INTEGER,
  retired_at INTEGER
) STRICT;
CREATE UNIQUE INDEX signing_keys_one_per_state ON signing_keys (state) WHERE state <> 'retired';

CREATE TABLE grain_state (
  state_name TEXT NOT NULL,
  grain_id TEXT NOT NULL,
  etag TEXT NOT NULL,
  payload BLOB NOT NULL,
  PRIMARY KEY (state_name, grain_id)
) STRICT;

-- Refusals nobody is signed in for (401, 429, origin), counted per minute.
CREATE TABLE installation_log (
  minute INTEGER NOT NULL,
  address TEXT NOT NULL,
  action TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (minute, address, action)
) STRICT;
