-- What is not settled has not finished. No index holds the state any more, so that a transition that neither takes nor frees a lane
-- (offered to running) leaves every index alone.
DROP INDEX jobs_unsettled;
CREATE INDEX jobs_unsettled ON jobs (server_id) WHERE finished_at IS NULL;
