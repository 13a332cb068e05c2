CREATE TABLE servers (
  id text NOT NULL PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces (id),
  name text NOT NULL,
  -- JSON array, indented, so that a quoted tag is found as text and never across two elements.
  tags text NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'online', 'offline')),
  hostname text,
  os text,
  os_version text,
  arch text,
  kernel text,
  agent_version text,
  seal_key text,
  metrics text,
  last_seen_at bigint,
  status_at bigint NOT NULL,
  created_at bigint NOT NULL,
  deleted_at bigint,
  -- Raised by changes that people make; what the agent tells leaves it alone.
  version bigint NOT NULL,
  stamp text
) WITH (fillfactor = 80);
CREATE INDEX servers_of_workspace ON servers (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX servers_online ON servers (id) WHERE status = 'online' AND deleted_at IS NULL;

-- One row per server: the only place that knows which connection is the living one.
CREATE TABLE server_sessions (
  server_id text NOT NULL PRIMARY KEY REFERENCES servers (id),
  epoch bigint NOT NULL,
  connection_id text NOT NULL,
  silo text NOT NULL,
  journal_id text,
  previous_journal_id text,
  connected_at bigint NOT NULL,
  features text NOT NULL,
  kinds text NOT NULL
) WITH (fillfactor = 80);

-- One row per server: locked by whoever puts a job into its queue, so that the cap and the order hold.
CREATE TABLE server_queues (
  server_id text NOT NULL PRIMARY KEY REFERENCES servers (id),
  last_place bigint NOT NULL
) WITH (fillfactor = 80);

-- Install and agent tokens; only hashes.
CREATE TABLE credentials (
  id text NOT NULL PRIMARY KEY,
  hash bytea NOT NULL,
  kind text NOT NULL CHECK (kind IN ('install', 'agent')),
  workspace_id text NOT NULL REFERENCES workspaces (id),
  server_id text NOT NULL REFERENCES servers (id),
  state text NOT NULL,
  last_four text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint,
  used_at bigint,
  ended_at bigint,
  -- SHA-256 of the nonce an install token was exchanged with.
  exchange_nonce bytea,
  -- The credential this one was made from.
  produced_by text,
  stamp text
);
CREATE UNIQUE INDEX credentials_hash ON credentials (hash);
CREATE INDEX credentials_of_server ON credentials (server_id, kind, state);

CREATE TABLE events (
  id text NOT NULL PRIMARY KEY,
  workspace_id text NOT NULL,
  server_id text NOT NULL REFERENCES servers (id),
  -- Envelope id: the agent sends an event again under the same one.
  message_id text NOT NULL,
  name text NOT NULL,
  severity text NOT NULL,
  subject_type text,
  subject_id text,
  message text NOT NULL,
  data text,
  at bigint NOT NULL,
  received_at bigint NOT NULL
);
CREATE UNIQUE INDEX events_once ON events (server_id, message_id);
CREATE INDEX events_of_server ON events (server_id, received_at, id);
CREATE INDEX events_age ON events (received_at);
