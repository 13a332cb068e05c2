CREATE TABLE servers (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  name TEXT NOT NULL,
  -- JSON array, indented, so that a quoted tag is found as text and never across two elements.
  tags TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'online', 'offline')),
  hostname TEXT,
  os TEXT,
  os_version TEXT,
  arch TEXT,
  kernel TEXT,
  agent_version TEXT,
  seal_key TEXT,
  metrics TEXT,
  last_seen_at INTEGER,
  status_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER,
  -- Raised by changes that people make; what the agent tells leaves it alone.
  version INTEGER NOT NULL,
  stamp TEXT
) STRICT;
CREATE INDEX servers_of_workspace ON servers (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX servers_online ON servers (id) WHERE status = 'online' AND deleted_at IS NULL;

-- One row per server: the only place that knows which connection is the living one.
CREATE TABLE server_sessions (
  server_id TEXT NOT NULL PRIMARY KEY REFERENCES servers (id),
  epoch INTEGER NOT NULL,
  connection_id TEXT NOT NULL,
  silo TEXT NOT NULL,
  journal_id TEXT,
  previous_journal_id TEXT,
  connected_at INTEGER NOT NULL,
  features TEXT NOT NULL,
  kinds TEXT NOT NULL
) STRICT;

-- One row per server: locked by whoever puts a job into its queue, so that the cap and the order hold.
CREATE TABLE server_queues (
  server_id TEXT NOT NULL PRIMARY KEY REFERENCES servers (id),
  last_place INTEGER NOT NULL
) STRICT;

-- Install and agent tokens; only hashes.
CREATE TABLE credentials (
  id TEXT NOT NULL PRIMARY KEY,
  hash BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('install', 'agent')),
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  server_id TEXT NOT NULL REFERENCES servers (id),
  state TEXT NOT NULL,
  last_four TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  used_at INTEGER,
  ended_at INTEGER,
  -- SHA-256 of the nonce an install token was exchanged with.
  exchange_nonce BLOB,
  -- The credential this one was made from.
  produced_by TEXT,
  stamp TEXT
) STRICT;
CREATE UNIQUE INDEX credentials_hash ON credentials (hash);
CREATE INDEX credentials_of_server ON credentials (server_id, kind, state);

CREATE TABLE events (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  server_id TEXT NOT NULL REFERENCES servers (id),
  -- Envelope id: the agent sends an event again under the same one.
  message_id TEXT NOT NULL,
  name TEXT NOT NULL,
  severity TEXT NOT NULL,
  subject_type TEXT,
  subject_id TEXT,
  message TEXT NOT NULL,
  data TEXT,
  at INTEGER NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_once ON events (server_id, message_id);
CREATE INDEX events_of_server ON events (server_id, received_at, id);
CREATE INDEX events_age ON events (received_at);
