-- What Orleans keeps: who is in the cluster, and private state of grains. Its providers know only orleansquery and the names of
-- parameters and columns in there; the tables are ours. Each query is one statement, so it is atomic without a transaction.
CREATE TABLE orleans_clusters (
  cluster_id text NOT NULL PRIMARY KEY,
  -- Raised by each change of membership: of two silos that change it at once one has to look again.
  version bigint NOT NULL,
  changed_at timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE orleans_silos (
  cluster_id text NOT NULL REFERENCES orleans_clusters (cluster_id),
  address text NOT NULL,
  port integer NOT NULL,
  generation integer NOT NULL,
  name text NOT NULL,
  host_name text NOT NULL,
  status integer NOT NULL,
  proxy_port integer,
  suspect_times text,
  started_at timestamptz NOT NULL,
  alive_at timestamptz NOT NULL,
  PRIMARY KEY (cluster_id, address, port, generation)
) WITH (fillfactor = 50);

-- The key names the whole state, so that a hash that fits another one too, or a second first write, is no second row.
CREATE TABLE orleans_grain_state (
  service_id text NOT NULL,
  type_hash integer NOT NULL,
  id_hash integer NOT NULL,
  n0 bigint NOT NULL,
  n1 bigint NOT NULL,
  type_name text NOT NULL,
  ext text NOT NULL,
  version integer NOT NULL,
  payload bytea,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (service_id, type_hash, id_hash, n0, n1, type_name, ext)
) WITH (fillfactor = 80);

-- grain_state is not read any more: it held the same for a silo alone on this database. It goes with a later schema.
CREATE TABLE orleansquery (
  querykey text NOT NULL PRIMARY KEY,
  querytext text NOT NULL
);

INSERT INTO orleansquery (querykey, querytext) VALUES
('InsertMembershipVersionKey', $query$
WITH added AS (
  INSERT INTO orleans_clusters (cluster_id, version, changed_at) VALUES (@DeploymentId, 0, now())
  ON CONFLICT (cluster_id) DO NOTHING
  RETURNING 1)
SELECT count(*) FROM added
$query$),
('InsertMembershipKey', $query$
WITH raised AS (
  UPDATE orleans_clusters SET version = version + 1, changed_at = now()
  WHERE cluster_id = @DeploymentId AND version = @Version AND NOT EXISTS (
    SELECT 1 FROM orleans_silos WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
  RETURNING cluster_id),
added AS (
  INSERT INTO orleans_silos (cluster_id, address, port, generation, name, host_name, status, proxy_port, started_at, alive_at)
  SELECT cluster_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM raised
  RETURNING 1)
SELECT count(*) FROM added
$query$),
('UpdateMembershipKey', $query$
WITH raised AS (
  UPDATE orleans_clusters SET version = version + 1, changed_at = now()
  WHERE cluster_id = @DeploymentId AND version = @Version AND EXISTS (
    SELECT 1 FROM orleans_silos WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
  RETURNING cluster_id),
changed AS (
  UPDATE orleans_silos SET status = @Status, suspect_times = @SuspectTimes, alive_at = @IAmAliveTime
  WHERE cluster_id = (SELECT cluster_id FROM raised) AND address = @Address AND port = @Port AND generation = @Generation
  RETURNING 1)
SELECT count(*) FROM changed
$query$),
('UpdateIAmAlivetimeKey', $query$
UPDATE orleans_silos SET alive_at = @IAmAliveTime
WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$query$),
('MembershipReadAllKey', $query$
SELECT c.cluster_id AS DeploymentId, s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName,
  s.host_name AS HostName, s.status AS Status, s.proxy_port AS ProxyPort, s.suspect_times AS SuspectTimes,
  s.started_at AS StartTime, s.alive_at AS IAmAliveTime, c.version::integer AS Version
FROM orleans_clusters c LEFT JOIN orleans_silos s ON s.cluster_id = c.cluster_id
WHERE c.cluster_id = @DeploymentId
$query$),
('MembershipReadRowKey', $query$
SELECT c.cluster_id AS DeploymentId, s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName,
  s.host_name AS HostName, s.status AS Status, s.proxy_port AS ProxyPort, s.suspect_times AS SuspectTimes,
  s.started_at AS StartTime, s.alive_at AS IAmAliveTime, c.version::integer AS Version
FROM orleans_clusters c LEFT JOIN orleans_silos s
  ON s.cluster_id = c.cluster_id AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
WHERE c.cluster_id = @DeploymentId
$query$),
('GatewaysQueryKey', $query$
SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation FROM orleans_silos
WHERE cluster_id = @DeploymentId AND status = @Status AND proxy_port > 0
$query$),
('DeleteMembershipTableEntriesKey', $query$
WITH gone AS (DELETE FROM orleans_silos WHERE cluster_id = @DeploymentId)
UPDATE orleans_clusters SET version = version + 1, changed_at = now() WHERE cluster_id = @DeploymentId
$query$),
('CleanupDefunctSiloEntriesKey', $query$
DELETE FROM orleans_silos WHERE cluster_id = @DeploymentId AND alive_at < @IAmAliveTime AND status <> 3
$query$),
('ReadFromStorageKey', $query$
SELECT payload AS PayloadBinary, version AS Version FROM orleans_grain_state
WHERE service_id = @ServiceId AND type_hash = @GrainTypeHash AND id_hash = @GrainIdHash AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
  AND type_name = @GrainTypeString AND ext = coalesce(@GrainIdExtensionString, '')
$query$),
('WriteToStorageKey', $query$
WITH changed AS (
  UPDATE orleans_grain_state SET payload = @PayloadBinary, version = version + 1, changed_at = now()
  WHERE service_id = @ServiceId AND type_hash = @GrainTypeHash AND id_hash = @GrainIdHash AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
    AND type_name = @GrainTypeString AND ext = coalesce(@GrainIdExtensionString, '') AND version = @GrainStateVersion
  RETURNING version),
added AS (
  INSERT INTO orleans_grain_state (service_id, type_hash, id_hash, n0, n1, type_name, ext, version, payload, changed_at)
  SELECT @ServiceId, @GrainTypeHash, @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, coalesce(@GrainIdExtensionString, ''),
    1, @PayloadBinary, now()
  WHERE @GrainStateVersion IS NULL
  ON CONFLICT (service_id, type_hash, id_hash, n0, n1, type_name, ext) DO NOTHING
  RETURNING version)
SELECT version AS NewGrainStateVersion FROM changed UNION ALL SELECT version FROM added
$query$),
('ClearStorageKey', $query$
UPDATE orleans_grain_state SET payload = NULL, version = version + 1, changed_at = now()
WHERE service_id = @ServiceId AND type_hash = @GrainTypeHash AND id_hash = @GrainIdHash AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
  AND type_name = @GrainTypeString AND ext = coalesce(@GrainIdExtensionString, '') AND version = @GrainStateVersion
RETURNING version
$query$),
('DeleteStorageKey', $query$
DELETE FROM orleans_grain_state
WHERE service_id = @ServiceId AND type_hash = @GrainTypeHash AND id_hash = @GrainIdHash AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
  AND type_name = @GrainTypeString AND ext = coalesce(@GrainIdExtensionString, '') AND version = @GrainStateVersion
RETURNING version + 1
$query$);
