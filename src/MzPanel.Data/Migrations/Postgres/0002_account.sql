CREATE TABLE users (
  id text NOT NULL PRIMARY KEY,
  -- Lower-case.
  email text NOT NULL,
  -- What people call the person.
  name text NOT NULL,
  -- PHC string.
  password text NOT NULL,
  created_at bigint NOT NULL,
  password_changed_at bigint NOT NULL,
  version bigint NOT NULL,
  stamp text
);
CREATE UNIQUE INDEX users_email ON users (email);

CREATE TABLE workspaces (
  id text NOT NULL PRIMARY KEY,
  name text NOT NULL,
  tier text NOT NULL,
  created_at bigint NOT NULL,
  closed_at bigint,
  version bigint NOT NULL,
  stamp text
);

CREATE TABLE members (
  id text NOT NULL PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id),
  user_id text NOT NULL REFERENCES users (id),
  role text NOT NULL,
  -- JSON.
  scope text NOT NULL,
  created_at bigint NOT NULL,
  version bigint NOT NULL,
  stamp text
);
CREATE UNIQUE INDEX members_once ON members (workspace_id, user_id);
CREATE UNIQUE INDEX members_one_owner ON members (workspace_id) WHERE role = 'owner';
CREATE INDEX members_of_user ON members (user_id);

CREATE TABLE sessions (
  id text NOT NULL PRIMARY KEY,
  -- SHA-256 of the cookie.
  hash bytea NOT NULL,
  user_id text NOT NULL REFERENCES users (id),
  workspace_id text NOT NULL REFERENCES workspaces (id),
  created_at bigint NOT NULL,
  last_seen_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  address text,
  user_agent text,
  stamp text
);
CREATE UNIQUE INDEX sessions_hash ON sessions (hash);
CREATE INDEX sessions_of_user ON sessions (user_id, created_at);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE password_resets (
  hash bytea NOT NULL PRIMARY KEY,
  user_id text NOT NULL REFERENCES users (id),
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint,
  stamp text
);
CREATE INDEX password_resets_of_user ON password_resets (user_id);

CREATE TABLE setup_tokens (
  hash bytea NOT NULL PRIMARY KEY,
  created_at bigint NOT NULL,
  used_at bigint,
  stamp text
);

CREATE TABLE idempotency (
  caller text NOT NULL,
  key text NOT NULL,
  -- SHA-256 of method, path and raw body.
  body_hash bytea NOT NULL,
  -- 0 while in flight; only 2xx answers are kept.
  status bigint NOT NULL,
  answer text,
  location text,
  lease_until bigint NOT NULL,
  expires_at bigint NOT NULL,
  stamp text,
  PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_expiry ON idempotency (expires_at);
