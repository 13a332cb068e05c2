CREATE TABLE invitations (
  id TEXT NOT NULL PRIMARY KEY,
  -- SHA-256 of the token.
  hash BLOB NOT NULL,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  -- Lower-case; nobody else can accept.
  email TEXT NOT NULL,
  role TEXT NOT NULL,
  -- JSON.
  scope TEXT NOT NULL,
  -- What became of the link: shown, pending, sent or failed.
  delivery TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  version INTEGER NOT NULL,
  stamp TEXT
) STRICT;
CREATE UNIQUE INDEX invitations_hash ON invitations (hash);
CREATE INDEX invitations_of_workspace ON invitations (workspace_id, created_at, id);
CREATE INDEX invitations_expiry ON invitations (expires_at);

-- Changes of address that wait for their token.
CREATE TABLE email_changes (
  hash BLOB NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  -- Lower-case.
  email TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  stamp TEXT
) STRICT;
CREATE INDEX email_changes_of_user ON email_changes (user_id);

CREATE INDEX members_of_workspace ON members (workspace_id, created_at, id);
CREATE INDEX sessions_of_workspace ON sessions (workspace_id, user_id);
