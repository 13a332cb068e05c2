-- Sites as the control plane knows them: whose they are, and what became of the last job about each. The truth is on the VPS.
CREATE TABLE sites (
  id text NOT NULL PRIMARY KEY,
  workspace_id text NOT NULL,
  server_id text NOT NULL REFERENCES servers (id),
  domain text NOT NULL,
  -- JSON list.
  aliases text NOT NULL,
  kind text NOT NULL,
  php_version text,
  upstream text,
  upload_mb bigint,
  status text NOT NULL,
  -- The status that the last ended job left; differs while a removal is under way.
  settled text NOT NULL,
  ssl_status text NOT NULL,
  ssl_issuer text,
  ssl_expires_at bigint,
  created_at bigint NOT NULL,
  deleted_at bigint,
  version bigint NOT NULL
);
CREATE INDEX sites_of_workspace ON sites (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sites_of_server ON sites (server_id) WHERE deleted_at IS NULL;

-- Each name is answered once per server, as domain or alias.
CREATE TABLE site_domains (
  server_id text NOT NULL,
  domain text NOT NULL,
  site_id text NOT NULL REFERENCES sites (id),
  -- The job that asked for the name, until it has ended.
  job_id text,
  PRIMARY KEY (server_id, domain)
);
CREATE INDEX site_domains_of_site ON site_domains (site_id);
