-- What was measured: packed points, a row for each span of a server. Rows of one step are rolled into a row of the next one.
CREATE TABLE metrics (
  server_id text NOT NULL,
  -- Between its points, seconds: 10, 60 or 900.
  step_s bigint NOT NULL,
  span_at bigint NOT NULL,
  -- First heartbeat in it: where a grain ended in mid-span, the next one writes a part of its own.
  part bigint NOT NULL,
  -- Last heartbeat in it: what is older than what is there changes nothing.
  heard_at bigint NOT NULL,
  rolled bigint NOT NULL,
  points bytea NOT NULL,
  PRIMARY KEY (server_id, step_s, span_at, part)
);
CREATE INDEX metrics_age ON metrics (step_s, rolled, span_at);
