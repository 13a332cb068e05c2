CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY,
  -- Lower-case.
  email TEXT NOT NULL,
  -- What people call the person.
  name TEXT NOT NULL,
  -- PHC string.
  password TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  password_changed_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  stamp TEXT
) STRICT;
CREATE UNIQUE INDEX users_email ON users (email);

CREATE TABLE workspaces (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  tier TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  closed_at INTEGER,
  version INTEGER NOT NULL,
  stamp TEXT
) STRICT;

CREATE TABLE members (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  user_id TEXT NOT NULL REFERENCES users (id),
  role TEXT NOT NULL,
  -- JSON.
  scope TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  stamp TEXT
) STRICT;
CREATE UNIQUE INDEX members_once ON members (workspace_id, user_id);
CREATE UNIQUE INDEX members_one_owner ON members (workspace_id) WHERE role = 'owner';
CREATE INDEX members_of_user ON members (user_id);

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  -- SHA-256 of the cookie.
  hash BLOB NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id),
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  address TEXT,
  user_agent TEXT,
  stamp TEXT
) STRICT;
CREATE UNIQUE INDEX sessions_hash ON sessions (hash);
CREATE INDEX sessions_of_user ON sessions (user_id, created_at);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE password_resets (
  hash BLOB NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  stamp TEXT
) STRICT;
CREATE INDEX password_resets_of_user ON password_resets (user_id);

CREATE TABLE setup_tokens (
  hash BLOB NOT NULL PRIMARY KEY,
  created_at INTEGER NOT NULL,
  used_at INTEGER,
  stamp TEXT
) STRICT;

CREATE TABLE idempotency (
  caller TEXT NOT NULL,
  key TEXT NOT NULL,
  -- SHA-256 of method, path and raw body.
  body_hash BLOB NOT NULL,
  -- 0 while in flight; only 2xx answers are kept.
  status INTEGER NOT NULL,
  answer TEXT,
  location TEXT,
  lease_until INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  stamp TEXT,
  PRIMARY KEY (caller, key)
) STRICT;
CREATE INDEX idempotency_expiry ON idempotency (expires_at);
