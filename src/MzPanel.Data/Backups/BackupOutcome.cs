using MzPanel.Data.Jobs;
using MzPanel.Data.Schedules;

namespace MzPanel.Data.Backups;

/// <summary>
/// What the end of a run leaves: a snapshot for each destination, in the transaction of the job. <c>lost</c> is an end that may give way
/// to another one, and then so does what it left.
/// </summary>
internal static class BackupOutcome
{
    // What restic itself shows of a name, and what stands for it where an agent is short of room.
    private const int NameLength = 8;

    private const string Won = "EXISTS (SELECT 1 FROM jobs w WHERE w.id = @id AND w.stamp = @stamp)";

    private const string Settled = $"""
        INSERT INTO backup_snapshots (id, workspace_id, plan_id, server_id, destination_id, job_id, restic_id, taken_at, size_bytes, files, status,
          error_code, error_message, created_at)
        SELECT @snap_id, @workspace_id, @snap_plan, @server_id, @snap_destination, @id, @snap_name, @snap_at, @snap_size, @snap_files, @snap_status,
          @snap_code, @snap_message, @changed_at
        WHERE {Won}
        ON CONFLICT (job_id, destination_id) DO UPDATE SET restic_id = excluded.restic_id, taken_at = excluded.taken_at, size_bytes = excluded.size_bytes,
          files = excluded.files, status = excluded.status, error_code = excluded.error_code, error_message = excluded.error_message
        WHERE backup_snapshots.status = 'failed'
        """;

    private const string Prune = $"""
        UPDATE backup_snapshots SET status = 'pruned'
        WHERE plan_id = @snap_plan AND destination_id = @snap_destination AND server_id = @server_id AND status = 'done' AND job_id <> @id
          AND replace(@snap_kept, substr(restic_id, 1, 8), '') = @snap_kept AND {Won}
        """;

    /// <summary>The statements, where the job is a run that ends by this transition.</summary>
    /// <param name="job">As it becomes.</param>
    /// <param name="all">Parameters of the transition.</param>
    public static IEnumerable<Statement> Of(JobRow job, (string, object?)[] all)
    {
        if (job.Kind != ScheduleRow.PlanKind || !JobStatus.IsTerminal(job.Status) || BackupAsked.Of(job) is not { } asked)
            return [];
        var said = BackupResult.Of(job.Result).ToDictionary(result => result.DestinationId);
        return asked.Destinations.SelectMany(id => Of(said.GetValueOrDefault(id) ?? BackupResult.None(id), asked.Plan, job, all));
    }

    private static IEnumerable<Statement> Of(BackupResult result, string plan, JobRow job, (string, object?)[] all)
    {
        (string, object?)[] named = [.. all, ("snap_plan", plan), ("snap_destination", result.DestinationId)];
        var failed = result.ResticId is null;
        yield return new(Settled,
        [
            .. named, ("snap_id", RecordId.New("snap")), ("snap_name", result.ResticId), ("snap_at", result.TakenAt ?? job.ChangedAt),
            ("snap_size", result.SizeBytes), ("snap_files", result.Files), ("snap_status", failed ? SnapshotStatus.Failed : SnapshotStatus.Done),
            ("snap_code", failed ? result.ErrorCode ?? CodeOf(job) : null), ("snap_message", failed ? result.ErrorMessage ?? job.ErrorMessage : null),
        ]);
        if (result.Kept is { } kept)
            yield return new(Prune, [.. named, ("snap_kept", string.Concat(kept.Select(name => name[..NameLength] + ",")))]);
    }

    private static string CodeOf(JobRow job) => job.ErrorCode ?? (job.Status == JobStatus.Succeeded ? "no_result" : job.Status);
}
