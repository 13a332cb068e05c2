namespace MzPanel.Data.Audit;

/// <summary>The audit row of an operation, as one more statement of it (no audit, no change).</summary>
public static class AuditSql
{
    private const string Columns =
        "INSERT INTO audit (id, workspace_id, at, actor_type, actor_id, actor_name, action, subject_type, subject_id, server_id, job_id, outcome, request_id, address, details) ";

    private const string Values =
        "SELECT @audit_id, @audit_workspace, @audit_at, @audit_actor_type, @audit_actor_id, @audit_actor_name, @audit_action, @audit_subject_type, @audit_subject_id, @audit_server, @audit_job, @audit_outcome, @audit_request, @audit_address, @audit_details";

    /// <summary>Inserts the entry, where a condition is given only if a row of it exists.</summary>
    /// <param name="entry">What happened.</param>
    /// <param name="at">When, unix ms.</param>
    /// <param name="whereExistsSql">Constant text such as <c>SELECT 1 FROM jobs WHERE id = @id AND stamp = @stamp</c>.</param>
    /// <param name="parameters">Its parameters; names do not begin with <c>audit_</c>.</param>
    public static Statement Insert(AuditEntry entry, long at, string? whereExistsSql = null, params (string Name, object? Value)[] parameters) =>
        new(Columns + Values + (whereExistsSql is null ? "" : $" WHERE EXISTS ({whereExistsSql})"), [.. Parameters(entry, at), .. parameters]);

    /// <summary>
    /// Inserts one entry for each row of <paramref name="fromSql"/>, which selects from a table <c>r</c> whose <c>id</c> is the job's:
    /// the subject and the job are that row's, its audit id is derived from <paramref name="stamp"/>.
    /// </summary>
    internal static Statement InsertPerJob(AuditEntry entry, long at, string stamp, string fromSql, params (string Name, object? Value)[] parameters) =>
        new(Columns + PerJob + fromSql, [.. Parameters(entry with { JobId = null, Subject = null }, at), ("audit_stamp", stamp), .. parameters]);

    private static readonly string PerJob = Values
        .Replace("@audit_id", "@audit_id || @audit_stamp || r.id", StringComparison.Ordinal)
        .Replace("@audit_subject_type, @audit_subject_id", "'job', r.id", StringComparison.Ordinal)
        .Replace("@audit_job", "r.id", StringComparison.Ordinal) + " ";

    private static (string Name, object? Value)[] Parameters(AuditEntry entry, long at) =>
    [
        ("audit_id", RecordId.New("aud")),
        ("audit_workspace", entry.WorkspaceId),
        ("audit_at", at),
        ("audit_actor_type", entry.Actor.Type),
        ("audit_actor_id", entry.Actor.Id),
        ("audit_actor_name", entry.Actor.Name),
        ("audit_action", entry.Action),
        ("audit_subject_type", entry.Subject?.Type),
        ("audit_subject_id", entry.Subject?.Id),
        ("audit_server", entry.ServerId),
        ("audit_job", entry.JobId),
        ("audit_outcome", entry.Outcome),
        ("audit_request", entry.RequestId),
        ("audit_address", entry.Address),
        ("audit_details", entry.Details),
    ];
}
