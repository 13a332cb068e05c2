-- Second factors, one a user: begun, then confirmed.
CREATE TABLE totp (
  user_id text NOT NULL PRIMARY KEY REFERENCES users (id),
  id text NOT NULL,
  -- The secret, under the master key.
  sealed bytea NOT NULL,
  created_at bigint NOT NULL,
  confirmed_at bigint,
  -- The latest time step whose code was taken: none is taken twice.
  last_step bigint NOT NULL,
  stamp text
);

CREATE TABLE recovery_codes (
  user_id text NOT NULL REFERENCES users (id),
  -- SHA-256 of 120 random bits.
  hash bytea NOT NULL,
  used_at bigint,
  stamp text,
  PRIMARY KEY (user_id, hash)
);

CREATE TABLE api_tokens (
  id text NOT NULL PRIMARY KEY,
  -- SHA-256 of the token.
  hash bytea NOT NULL,
  workspace_id text NOT NULL REFERENCES workspaces (id),
  user_id text NOT NULL REFERENCES users (id),
  -- No reference: a token outlives nothing of its maker's membership, but its row may.
  member_id text NOT NULL,
  -- The token that made this one.
  made_by text,
  name text NOT NULL,
  -- Separated by blanks.
  scopes text NOT NULL,
  last_four text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint,
  last_used_at bigint,
  stamp text
);
CREATE UNIQUE INDEX api_tokens_hash ON api_tokens (hash);
CREATE INDEX api_tokens_of_workspace ON api_tokens (workspace_id, created_at);
CREATE INDEX api_tokens_of_member ON api_tokens (member_id);
CREATE INDEX api_tokens_made_by ON api_tokens (made_by) WHERE made_by IS NOT NULL;

ALTER TABLE idempotency ADD COLUMN etag text;
