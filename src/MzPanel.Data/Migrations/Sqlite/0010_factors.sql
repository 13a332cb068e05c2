-- Second factors, one a user: begun, then confirmed.
CREATE TABLE totp (
  user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
  id TEXT NOT NULL,
  -- The secret, under the master key.
  sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  -- The latest time step whose code was taken: none is taken twice.
  last_step INTEGER NOT NULL,
  stamp TEXT
) STRICT;

CREATE TABLE recovery_codes (
  user_id TEXT NOT NULL REFERENCES users (id),
  -- SHA-256 of 120 random bits.
  hash BLOB NOT NULL,
  used_at INTEGER,
  stamp TEXT,
  PRIMARY KEY (user_id, hash)
) STRICT;

CREATE TABLE api_tokens (
  id TEXT NOT NULL PRIMARY KEY,
  -- SHA-256 of the token.
  hash BLOB NOT NULL,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  user_id TEXT NOT NULL REFERENCES users (id),
  -- No reference: a token outlives nothing of its maker's membership, but its row may.
  member_id TEXT NOT NULL,
  -- The token that made this one.
  made_by TEXT,
  name TEXT NOT NULL,
  -- Separated by blanks.
  scopes TEXT NOT NULL,
  last_four TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  stamp TEXT
) STRICT;
CREATE UNIQUE INDEX api_tokens_hash ON api_tokens (hash);
CREATE INDEX api_tokens_of_workspace ON api_tokens (workspace_id, created_at);
CREATE INDEX api_tokens_of_member ON api_tokens (member_id);
CREATE INDEX api_tokens_made_by ON api_tokens (made_by) WHERE made_by IS NOT NULL;

ALTER TABLE idempotency ADD COLUMN etag TEXT;
