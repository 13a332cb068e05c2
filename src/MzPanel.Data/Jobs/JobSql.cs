using MzPanel.Data.Audit;
using MzPanel.Data.Backups;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Live;
using MzPanel.Data.Sites;

namespace MzPanel.Data.Jobs;

/// <summary>The statements of a job's two operations: it is made, and it moves.</summary>
internal static class JobSql
{
    /// <summary>Selects whole rows; the log's end comes from where the writer of logs keeps it.</summary>
    public const string Select = """
        SELECT j.id, j.workspace_id, j.server_id, j.site_id, j.kind, j.args, j.sealed_args, j.mutating, j.auto_retry, j.status, j.changed_at,
          j.version, j.place, j.lane_slot, j.timeout_s, j.queue_deadline, j.not_before, j.attempt, j.command_id, j.epoch,
          COALESCE(p.log_end, 0) AS log_end, j.last_seq, j.exit_code, j.duration_ms, j.error_code, j.error_message, j.result, j.created_by,
          j.created_at, j.offered_at, j.started_at, j.finished_at, j.cancel_requested_at, j.abandoned_until, j.retry_of, j.log_conflict
        FROM jobs j LEFT JOIN log_positions p ON p.command_id = j.command_id
        """;

    /// <summary>
    /// States that are not terminal. The rest is the condition of the partial index <c>jobs_unsettled</c>, of the jobs asked about; without
    /// it every job is read that the server ever had.
    /// </summary>
    public const string Unsettled = "('queued', 'offered', 'running', 'unknown') AND finished_at IS NULL";

    /// <summary>
    /// What a server's queue is made of, of <c>@serverId</c> at <c>@now</c>. The few jobs given up anywhere are read through their own
    /// index: the empty text keeps SQLite from reading the server's whole past instead.
    /// </summary>
    public const string SelectUnsettled = $"""
        {Select} WHERE j.id IN (
          SELECT u.id FROM jobs u WHERE u.server_id = @serverId AND u.status IN {Unsettled}
          UNION ALL SELECT a.id FROM jobs a WHERE a.server_id || '' = @serverId AND a.abandoned_until > @now AND a.status = 'lost') ORDER BY j.place
        """;

    private const string Won = "SELECT 1 FROM jobs w WHERE w.id = @id AND w.stamp = @stamp";

    private const string Lock = """
        INSERT INTO server_queues (server_id, last_place)
        SELECT s.id, @place FROM servers s WHERE s.id = @server_id AND s.workspace_id = @workspace_id AND s.deleted_at IS NULL
        ON CONFLICT (server_id) DO UPDATE SET last_place =
          CASE WHEN server_queues.last_place >= excluded.last_place THEN server_queues.last_place + 1 ELSE excluded.last_place END
        """;

    // Looks at the server and the queue again: where the lock had to wait, the look of the statement before is stale.
    private const string Insert = $"""
        INSERT INTO jobs (id, workspace_id, server_id, site_id, kind, args, sealed_args, mutating, auto_retry, status, changed_at, version, stamp,
          place, timeout_s, queue_deadline, not_before, attempt, epoch, created_by, created_at, retry_of, log_conflict)
        SELECT @id, s.workspace_id, s.id, @site_id, @kind, @args, @sealed_args, @mutating, @auto_retry, 'queued', @changed_at, 1, @stamp,
          q.last_place, @timeout_s, @queue_deadline, @not_before, 0, 0, @created_by, @created_at, @retry_of, 0
        FROM server_queues q JOIN servers s ON s.id = q.server_id
        WHERE q.server_id = @server_id AND s.workspace_id = @workspace_id AND s.deleted_at IS NULL
          AND (SELECT count(*) FROM jobs w WHERE w.server_id = @server_id AND w.status IN {Unsettled} AND w.status = 'queued') < @max_queued
        """;

    private const string Update = """
        UPDATE jobs SET status = @status, changed_at = @changed_at, version = @version + 1, stamp = @stamp, lane_slot = @lane_slot,
          queue_deadline = @queue_deadline, not_before = @not_before, attempt = @attempt, command_id = @command_id, epoch = @epoch, last_seq = @last_seq, exit_code = @exit_code,
          duration_ms = @duration_ms, error_code = @error_code, error_message = @error_message, result = @result, offered_at = @offered_at,
          started_at = @started_at, finished_at = @finished_at, cancel_requested_at = @cancel_requested_at, abandoned_until = @abandoned_until,
          log_conflict = @log_conflict
        WHERE id = @id AND version = @version
        """;

    private const string Fence = " AND EXISTS (SELECT 1 FROM server_sessions s WHERE s.server_id = jobs.server_id AND s.epoch = @fence)";

    // Where the lane is not free after all, the job waits in the place it was just given.
    private const string AtOnce = $"""
         AND NOT EXISTS (SELECT 1 FROM jobs l WHERE l.server_id = @server_id AND l.lane_slot = @lane_slot)
         AND NOT EXISTS (SELECT 1 FROM jobs q WHERE q.server_id = @server_id AND q.status IN {Unsettled} AND q.status = 'queued'
           AND q.mutating = @mutating AND q.id <> @id)
        """;

    // First in, first out, also where a second activation accepted what the offering one has not heard of. The sum keeps the
    // planner off the index of places, which would read every past job of the server.
    private const string Turn = $"""
         AND NOT EXISTS (SELECT 1 FROM jobs e WHERE e.server_id = jobs.server_id AND e.status IN {Unsettled} AND e.status = 'queued' AND e.mutating = jobs.mutating
           AND e.place + 0 < jobs.place AND e.queue_deadline > @changed_at)
        """;

    private const string Attempt = $"""
        INSERT INTO job_attempts (command_id, job_id, attempt, epoch, status, last_seq, exit_code, duration_ms, error_code, error_message,
          offered_at, started_at, finished_at)
        SELECT @attempt_command, @id, @attempt, @epoch, @status, @last_seq, @exit_code, @duration_ms, @error_code, @error_message,
          @offered_at, @started_at, @finished_at
        WHERE EXISTS ({Won})
        ON CONFLICT (command_id) DO UPDATE SET epoch = excluded.epoch, status = excluded.status, last_seq = excluded.last_seq,
          exit_code = excluded.exit_code, duration_ms = excluded.duration_ms, error_code = excluded.error_code,
          error_message = excluded.error_message, offered_at = excluded.offered_at, started_at = excluded.started_at,
          finished_at = excluded.finished_at
        """;

    private const string Position = $"""
        INSERT INTO log_positions (command_id, job_id, server_id, log_end, log_bytes, swept)
        SELECT @command_id, @id, @server_id, 0, 0, 0 WHERE EXISTS ({Won})
        ON CONFLICT (command_id) DO NOTHING
        """;

    // Where the workspace was closed meanwhile, what was sealed for the job was left for its command alone.
    private const string Forget = $"""
        UPDATE jobs SET sealed_args = NULL WHERE id = @id AND EXISTS ({Won})
          AND EXISTS (SELECT 1 FROM workspaces c WHERE c.id = @workspace_id AND c.closed_at IS NOT NULL)
        """;

    /// <summary>
    /// The queue first, with a key its claim, the job, its audit row, with a key its answer, and what it does to its site; then, where one
    /// is given, the offer and what follows from it; last what live streams hear of both.
    /// </summary>
    public static CreateOp Create(JobRow job, AuditEntry audit, IdempotencyCommit? key, int maxQueued, FirstOffer? offer, SiteAsk? site, long now)
    {
        var stamp = RecordId.NewStamp();
        (string, object?)[] all =
            [("order", job.ServerId), .. Immutable(job), .. Mutable(job), ("stamp", stamp), ("max_queued", maxQueued), .. site?.Parameters ?? []];
        var won = Winner(job, stamp);
        List<Statement> op = [new(Lock, all), .. site?.Before(all) ?? []];
        if (key is not null)
            op.Add(IdempotencySql.Claim(key, stamp));
        var made = op.Count;
        op.Add(key is null ? new(Insert + site?.And, all)
            : new(Insert + site?.And + " AND " + IdempotencySql.Claimed, [.. all, .. IdempotencySql.Parameters(key, stamp)]));
        op.Add(AuditSql.Insert(audit, job.CreatedAt, Won, won));
        if (key is not null)
            op.Add(IdempotencySql.Keep(key, stamp, Won, won));
        op.AddRange(site?.After(all) ?? []);
        var offered = op.Count;
        if (offer is not null)
            op.AddRange(Move(new JobMove(job, offer.Job, offer.Audit, offer.Job.Epoch, now), RecordId.NewStamp(), AtOnce));
        op.Add(LiveSql.Changed(LiveKind.Job, job.WorkspaceId, job.Id, job.CreatedAt, "SELECT 1 FROM jobs w WHERE w.id = @id", ("id", job.Id)));
        return new CreateOp(op, key is null ? null : made - 1, made, offer is null ? null : offered);
    }

    public static Task<Effect> MoveAsync(RecordWriter writer, JobMove move, IdempotencyCommit? key)
    {
        var op = new KeyedOp(key);
        var won = Winner(move.Before, op.Stamp);
        Statement[] all = [.. Move(move, op.Stamp, op.And), LiveSql.Changed(LiveKind.Job, move.Before.WorkspaceId, move.Before.Id, move.Now, Won, won)];
        return op.WriteAsync(writer, all[0] with { Parameters = op.With(all[0].Parameters) }, new Stamped(Won, won), all[1..]);
    }

    private static IEnumerable<Statement> Move(JobMove move, string stamp, string and)
    {
        var won = Winner(move.Before, stamp);
        (string, object?)[] all =
            [("order", move.Before.Id), .. Immutable(move.Before), .. Mutable(move.After), ("version", move.Before.Version), ("stamp", stamp), ("fence", move.Epoch)];
        yield return new Statement(Update + (move.Epoch is null ? "" : Fence) + (IsOffer(move) ? Turn : "") + and, all);
        foreach (var consequence in Consequences(move, all))
            yield return consequence;
        yield return AuditSql.Insert(move.Audit, move.Now, Won, won);
        if (move.After.Status != move.Before.Status)
            foreach (var statement in SiteOutcome.Of(move.After, all).Concat(BackupOutcome.Of(move.After, all)))
                yield return statement;
    }

    private static (string, object?)[] Winner(JobRow job, string stamp) => [("id", job.Id), ("stamp", stamp)];

    private static bool IsOffer(JobMove move) => move is { Before.Status: JobStatus.Queued, After.Status: JobStatus.Offered };

    private static IEnumerable<Statement> Consequences(JobMove move, (string, object?)[] all)
    {
        var (before, after) = (move.Before, move.After);
        if (after.Attempt > 0 && (after.CommandId ?? before.CommandId) is { } command)
            yield return new Statement(Attempt, [.. all, ("attempt_command", command)]);
        if (after.CommandId is not null && after.CommandId != before.CommandId)
            yield return new Statement(Position, all);
        if (before.SealedArgs is not null && !JobStatus.HoldsLane(after.Status))
            yield return new Statement(Forget, all);
    }

    private static (string, object?)[] Immutable(JobRow job) =>
    [
        ("id", job.Id), ("workspace_id", job.WorkspaceId), ("server_id", job.ServerId), ("site_id", job.SiteId), ("kind", job.Kind),
        ("args", job.Args), ("sealed_args", job.SealedArgs), ("mutating", job.Mutating), ("auto_retry", job.AutoRetry), ("place", job.Place),
        ("timeout_s", job.TimeoutS), ("created_by", job.CreatedBy), ("created_at", job.CreatedAt),
        ("retry_of", job.RetryOf),
    ];

    private static (string, object?)[] Mutable(JobRow job) =>
    [
        ("status", job.Status), ("changed_at", job.ChangedAt), ("lane_slot", job.LaneSlot), ("queue_deadline", job.QueueDeadline), ("not_before", job.NotBefore), ("attempt", job.Attempt),
        ("command_id", job.CommandId), ("epoch", job.Epoch), ("last_seq", job.LastSeq), ("exit_code", job.ExitCode), ("duration_ms", job.DurationMs),
        ("error_code", job.ErrorCode), ("error_message", job.ErrorMessage), ("result", job.Result), ("offered_at", job.OfferedAt),
        ("started_at", job.StartedAt), ("finished_at", job.FinishedAt), ("cancel_requested_at", job.CancelRequestedAt),
        ("abandoned_until", job.AbandonedUntil), ("log_conflict", job.LogConflict),
    ];
}

/// <summary>The operation that makes a job, and the places of the statements that tell how it went.</summary>
/// <param name="Statements">All of them.</param>
/// <param name="Claimed">The claim of the idempotency key.</param>
/// <param name="Made">The job's own row.</param>
/// <param name="Offered">Its first offer.</param>
internal sealed record CreateOp(IReadOnlyList<Statement> Statements, int? Claimed, int Made, int? Offered);

/// <summary>A transition of a job: what it was, what it becomes, what to say about it, and under which epoch and when.</summary>
internal sealed record JobMove(JobRow Before, JobRow After, AuditEntry Audit, long? Epoch, long Now);
