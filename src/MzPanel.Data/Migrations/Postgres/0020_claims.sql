-- What a claim was made for: a schedule that was changed since is not run by it.
ALTER TABLE schedule_runs ADD COLUMN version bigint;
-- Runs of a clock that was ahead.
CREATE INDEX schedules_last ON schedules (last_at) WHERE next_run_at IS NOT NULL;
