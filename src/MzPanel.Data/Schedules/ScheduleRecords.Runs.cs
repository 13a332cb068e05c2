using System.Text.Json;
using MzPanel.Data.Audit;
using MzPanel.Data.Jobs;

namespace MzPanel.Data.Schedules;

// A run is claimed first, with the ids of its jobs, and its jobs are submitted then: whichever silo dies in between, the claim
// says which jobs are still to be submitted, and of two that find the same time due one claims it.
public sealed partial class ScheduleRecords
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The time that runs go by.</summary>
    public Task<DateTimeOffset> ClockAsync() => records.ClockAsync();

    /// <summary>Schedules that are due, the longest waiting first, from behind one of them on.</summary>
    public async Task<IReadOnlyList<ScheduleRow>> DueAsync(long now, int limit, ScheduleRow? after = null) => await records.QueryAsync<ScheduleRow>(
        Select + " WHERE s.next_run_at <= @now AND (s.next_run_at > @at OR (s.next_run_at = @at AND s.id > @id)) ORDER BY s.next_run_at, s.id LIMIT @limit",
        new { now, limit, at = after?.NextRunAt ?? long.MinValue, id = after?.Id ?? "" });

    /// <summary>Schedules that ran later than now: the clock was wrong then, and when they are due next was reckoned from it.</summary>
    public async Task<IReadOnlyList<ScheduleRow>> AheadAsync(long now, long last, int limit) => await records.QueryAsync<ScheduleRow>(
        Select + " WHERE s.next_run_at > @now AND s.last_at > @last ORDER BY random() LIMIT @limit", new { now, last, limit });

    /// <summary>Reckons anew when such a one is due, unless it ran or was changed meanwhile.</summary>
    public Task RecallAsync(ScheduleRow ahead, long next) => records.Control.WriteAsync(
    [
        new(
            $"UPDATE schedules SET next_run_at = @next, last_at = {records.Clock} WHERE id = @id AND version = @version AND next_run_at = @due AND last_at = @last",
            ("id", ahead.Id), ("version", ahead.Version), ("due", ahead.NextRunAt), ("last", ahead.LastAt), ("next", next), ("now", records.Now)),
    ]);

    /// <summary>Servers whose job of an earlier run has not ended; of a plan, also of one that somebody asked for.</summary>
    public async Task<IReadOnlyList<string>> BusyAsync(string scheduleId) => await records.QueryAsync<string>(
        $"""
        SELECT DISTINCT r.server_id FROM schedule_runs r LEFT JOIN jobs j ON j.id = r.job_id
        WHERE r.schedule_id = @scheduleId AND (r.state = 'claimed' OR j.status IN {JobSql.Unsettled})
        UNION SELECT p.server_id FROM schedules p JOIN jobs a ON a.server_id = p.server_id AND a.kind = p.kind
        WHERE p.id = @scheduleId AND p.kind = '{ScheduleRow.PlanKind}' AND a.status IN {JobSql.Unsettled} AND replace(a.args, p.id, '') <> a.args
        """,
        new { scheduleId });

    /// <summary>
    /// Claims the run that is due: what it says of itself, the ids of its jobs and when it is due next, in one commit.
    /// <see langword="false"/> where another silo claimed it, or somebody changed the schedule.
    /// </summary>
    public async Task<bool> ClaimAsync(ScheduleRow due, ScheduleRun run, AuditEntry audit)
    {
        (string, object?)[] values =
        [
            ("id", due.Id), ("version", due.Version), ("due", due.NextRunAt), ("next", run.NextRunAt), ("now", records.Now), ("stamp", RecordId.NewStamp()),
            ("jobs", run.Jobs.Count), ("skipped", run.Skipped), ("refused", run.Refused), ("message", run.Message),
            ("servers", JsonSerializer.Serialize(run.Jobs, Names)), ("made_for", run.VersionAfter(due)),
        ];
        return (await records.Control.WriteAsync(
        [
            new(
                $"""
                UPDATE schedules SET next_run_at = @next, last_at = {records.Clock}, last_due_at = @due, last_jobs = @jobs, last_skipped = @skipped,
                  last_refused = @refused, last_message = @message, stamp = @stamp{(run.NextRunAt is null ? ", enabled = 0, version = version + 1" : "")}
                WHERE id = @id AND version = @version AND next_run_at = @due
                """,
                values),
            // A time that is due once more was due before by a clock that was wrong.
            new(
                $"""
                DELETE FROM schedule_runs WHERE schedule_id = @id AND state <> 'claimed' AND EXISTS ({Won})
                  AND (due_at = @due OR NOT EXISTS (SELECT 1 FROM jobs j WHERE j.id = schedule_runs.job_id AND j.status IN {JobSql.Unsettled}))
                """,
                values),
            new(
                $"""
                INSERT INTO schedule_runs (job_id, schedule_id, server_id, due_at, claimed_at, version, state)
                SELECT r.value->>'job', @id, r.value->>'server', @due, {records.Clock}, @made_for, 'claimed' FROM {records.Each("servers")} WHERE EXISTS ({Won})
                """,
                values),
            AuditSql.Insert(audit, records.Now, Won, values),
        ]))[0] > 0;
    }

    /// <summary>
    /// Some jobs that were claimed before a time, or after one that lies ahead, and not noted as submitted: whoever claimed them may
    /// be gone. In random order, so that a limit starves none.
    /// </summary>
    public async Task<IReadOnlyList<ClaimedRun>> ClaimedAsync(long before, int limit, long ahead = long.MaxValue) => await records.QueryAsync<ClaimedRun>(
        """
        SELECT job_id, schedule_id, server_id, due_at, claimed_at, version FROM schedule_runs
        WHERE state = 'claimed' AND (claimed_at <= @before OR claimed_at > @ahead) ORDER BY random() LIMIT @limit
        """,
        new { before, limit, ahead });

    /// <summary>
    /// Claims once more what is about to be submitted; <see langword="false"/> where the schedule is not any more what it was claimed for.
    /// </summary>
    public async Task<bool> HoldAsync(string scheduleId, long version, IReadOnlyList<ClaimedRun> runs)
    {
        (string, object?)[] values =
        [
            ("id", scheduleId), ("version", version), ("stamp", RecordId.NewStamp()), ("now", records.Now),
            ("jobs", JsonSerializer.Serialize(runs.Select(run => new { run.JobId }), Names)),
        ];
        return (await records.Control.WriteAsync(
        [
            new("UPDATE schedules SET stamp = @stamp WHERE id = @id AND version = @version", values),
            new(
                $"""
                UPDATE schedule_runs SET claimed_at = {records.Clock}
                WHERE job_id IN (SELECT r.value->>'job_id' FROM {records.Each("jobs")}) AND state = 'claimed' AND EXISTS ({Won})
                """,
                values),
        ]))[0] > 0;
    }

    /// <summary>Notes that a job is in the records.</summary>
    public Task SubmittedAsync(ClaimedRun run) => records.Control.WriteAsync(
        [new("UPDATE schedule_runs SET state = 'submitted' WHERE job_id = @job AND state = 'claimed'", ("job", run.JobId))]);

    /// <summary>Notes that there will be no such job, and why; one that is there after all counts as submitted.</summary>
    public Task RefusedAsync(ClaimedRun run, string message)
    {
        (string, object?)[] values = [("id", run.ScheduleId), ("job", run.JobId), ("due", run.DueAt), ("message", message)];
        return records.Control.WriteAsync(
        [
            // Of two silos the second waits here and looks then: a condition in the statement that waits would look too early.
            new("UPDATE schedules SET stamp = stamp WHERE id = @id", values),
            new(
                """
                UPDATE schedule_runs SET state = CASE WHEN EXISTS (SELECT 1 FROM jobs j WHERE j.id = @job) THEN 'submitted' ELSE state END
                WHERE job_id = @job AND state = 'claimed'
                """,
                values),
            new(
                """
                UPDATE schedules SET last_jobs = last_jobs - 1, last_refused = last_refused + 1, last_message = @message
                WHERE id = @id AND last_due_at = @due AND EXISTS (SELECT 1 FROM schedule_runs r WHERE r.job_id = @job AND r.state = 'claimed')
                """,
                values),
            new("UPDATE schedule_runs SET state = 'refused' WHERE job_id = @job AND state = 'claimed'", values),
        ]);
    }
}
