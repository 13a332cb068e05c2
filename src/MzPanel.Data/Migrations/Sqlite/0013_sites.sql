-- Sites as the control plane knows them: whose they are, and what became of the last job about each. The truth is on the VPS.
CREATE TABLE sites (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  server_id TEXT NOT NULL REFERENCES servers (id),
  domain TEXT NOT NULL,
  -- JSON list.
  aliases TEXT NOT NULL,
  kind TEXT NOT NULL,
  php_version TEXT,
  upstream TEXT,
  upload_mb INTEGER,
  status TEXT NOT NULL,
  -- The status that the last ended job left; differs while a removal is under way.
  settled TEXT NOT NULL,
  ssl_status TEXT NOT NULL,
  ssl_issuer TEXT,
  ssl_expires_at INTEGER,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX sites_of_workspace ON sites (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sites_of_server ON sites (server_id) WHERE deleted_at IS NULL;

-- Each name is answered once per server, as domain or alias.
CREATE TABLE site_domains (
  server_id TEXT NOT NULL,
  domain TEXT NOT NULL,
  site_id TEXT NOT NULL REFERENCES sites (id),
  -- The job that asked for the name, until it has ended.
  job_id TEXT,
  PRIMARY KEY (server_id, domain)
) STRICT;
CREATE INDEX site_domains_of_site ON site_domains (site_id);
