-- When a server's agent is brought to a newer version; where it says nothing, the workspace does.
ALTER TABLE servers ADD COLUMN update_policy TEXT;
ALTER TABLE workspaces ADD COLUMN update_policy TEXT NOT NULL DEFAULT 'manual';

-- Which rollout brings the agents of a workspace to a version by itself: one, whichever silos try at once.
CREATE TABLE update_claims (
  workspace_id TEXT NOT NULL,
  version TEXT NOT NULL,
  rollout_id TEXT NOT NULL,
  PRIMARY KEY (workspace_id, version)
) STRICT;
CREATE UNIQUE INDEX update_claims_of_rollout ON update_claims (rollout_id);
