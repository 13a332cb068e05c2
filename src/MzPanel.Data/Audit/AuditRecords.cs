using MzPanel.Data.Paging;

namespace MzPanel.Data.Audit;

/// <summary>The audit of a workspace. Operations write their rows themselves, by <see cref="AuditSql"/> in their transaction.</summary>
public sealed class AuditRecords(Database records)
{
    /// <summary>The columns of a row.</summary>
    internal const string Columns =
        """
        a.id, a.workspace_id, a.seq, a.at, a.actor_type, a.actor_id, a.actor_name, a.action, a.subject_type, a.subject_id, a.server_id,
          a.job_id, a.outcome, a.request_id, a.address, a.details
        """;

    private const string Select = $"SELECT {Columns} FROM audit a";

    /// <summary>Writes the row of something that changed nothing else: a denied operation.</summary>
    public Task AddAsync(AuditEntry entry) => records.Control.WriteAsync([AuditSql.Insert(entry, records.Now)]);

    /// <summary>Rows of a workspace, newest first.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public Task<(IReadOnlyList<AuditRow> Rows, string? Next)> ListAsync(string workspaceId, AuditFilter filter, int limit, string? cursor) =>
        Filtered(workspaceId, filter).PageAsync<AuditRow>(records, limit, cursor, row => new PageCursor(row.Seq, row.Id));

    private ListQuery Filtered(string workspaceId, AuditFilter filter) =>
        new ListQuery(Select, "a.seq", "a.id")
            .Where("a.workspace_id = @workspace", "workspace", workspaceId)
            .Where("(a.actor_id = @actor OR a.actor_name = @actor)", "actor", filter.Actor)
            .Where("a.action = @action", "action", filter.Action)
            .Where("a.server_id = @server", "server", filter.ServerId)
            .Where("a.job_id = @job", "job", filter.JobId)
            .Where($"(a.server_id IS NULL OR a.server_id {records.OneOf("within")})", "within", filter.Within)
            .Where("a.at >= @from", "from", filter.From)
            .Where("a.at < @to", "to", filter.To);
}
