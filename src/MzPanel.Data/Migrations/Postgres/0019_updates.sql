-- When a server's agent is brought to a newer version; where it says nothing, the workspace does.
ALTER TABLE servers ADD COLUMN update_policy text;
ALTER TABLE workspaces ADD COLUMN update_policy text NOT NULL DEFAULT 'manual';

-- Which rollout brings the agents of a workspace to a version by itself: one, whichever silos try at once.
CREATE TABLE update_claims (
  workspace_id text NOT NULL,
  version text NOT NULL,
  rollout_id text NOT NULL,
  PRIMARY KEY (workspace_id, version)
);
CREATE UNIQUE INDEX update_claims_of_rollout ON update_claims (rollout_id);
