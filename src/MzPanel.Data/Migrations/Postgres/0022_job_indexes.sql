-- What is not settled has not finished. No index holds the state any more, so that a transition that neither takes nor frees a lane
-- (offered to running) leaves every index alone.
DROP INDEX jobs_unsettled;
CREATE INDEX jobs_unsettled ON jobs (server_id) WHERE finished_at IS NULL;

-- Both are written in the transaction of their job's transition, only where that took place, and no job is ever deleted: looking the job
-- up again, and locking it, for each of their rows finds nothing else.
ALTER TABLE job_attempts DROP CONSTRAINT job_attempts_job_id_fkey;
ALTER TABLE log_positions DROP CONSTRAINT log_positions_job_id_fkey;
