CREATE TABLE invitations (
  id text NOT NULL PRIMARY KEY,
  -- SHA-256 of the token.
  hash bytea NOT NULL,
  workspace_id text NOT NULL REFERENCES workspaces (id),
  -- Lower-case; nobody else can accept.
  email text NOT NULL,
  role text NOT NULL,
  -- JSON.
  scope text NOT NULL,
  -- What became of the link: shown, pending, sent or failed.
  delivery text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint,
  version bigint NOT NULL,
  stamp text
);
CREATE UNIQUE INDEX invitations_hash ON invitations (hash);
CREATE INDEX invitations_of_workspace ON invitations (workspace_id, created_at, id);
CREATE INDEX invitations_expiry ON invitations (expires_at);

-- Changes of address that wait for their token.
CREATE TABLE email_changes (
  hash bytea NOT NULL PRIMARY KEY,
  user_id text NOT NULL REFERENCES users (id),
  -- Lower-case.
  email text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint,
  stamp text
);
CREATE INDEX email_changes_of_user ON email_changes (user_id);

CREATE INDEX members_of_workspace ON members (workspace_id, created_at, id);
CREATE INDEX sessions_of_workspace ON sessions (workspace_id, user_id);
