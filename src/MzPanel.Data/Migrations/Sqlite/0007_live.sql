-- What live streams tell, kept for 10 minutes. A row is written in the transaction of the change it tells of and gets its number
-- afterwards, when somebody looks: transactions do not commit in the order in which they would draw numbers.
CREATE TABLE live_changes (
  id INTEGER NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  seq INTEGER,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL
) STRICT;
CREATE INDEX live_changes_new ON live_changes (workspace_id, id) WHERE seq IS NULL;
CREATE UNIQUE INDEX live_changes_seq ON live_changes (workspace_id, seq) WHERE seq IS NOT NULL;

-- The last number given out, or given up unseen, per workspace.
CREATE TABLE live_counters (
  workspace_id TEXT NOT NULL PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;
