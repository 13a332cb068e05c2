using MzPanel.Data.Live;
using MzPanel.Data.Paging;
using MzPanel.Data.Sites;

namespace MzPanel.Data.Events;

/// <summary>Events of servers.</summary>
public sealed class EventRecords(Database records)
{
    private const string Select = """
        SELECT e.id, e.workspace_id, e.server_id, e.name, e.severity, e.subject_type, e.subject_id, e.message, e.data, e.at, e.received_at FROM events e
        """;

    private const string Insert = """
        INSERT INTO events (id, workspace_id, server_id, message_id, name, severity, subject_type, subject_id, message, data, at, received_at)
        SELECT @id, s.workspace_id, s.id, @message_id, @name, @severity, @subject_type, @subject_id, @message, @data, @at, @received_at
        FROM servers s WHERE s.id = @server_id AND s.workspace_id = @workspace_id
        """;

    private const string Fence = " AND EXISTS (SELECT 1 FROM server_sessions f WHERE f.server_id = s.id AND f.epoch = @epoch)";

    private const string Once = " ON CONFLICT (server_id, message_id) DO NOTHING";

    /// <summary>Stores an event once per message, however often it is sent.</summary>
    /// <param name="row">The event.</param>
    /// <param name="messageId">Id of the envelope; it never changes.</param>
    /// <param name="epoch">Where an agent tells it, the epoch of its connection.</param>
    /// <returns>Whether it is durable, now or since before: acknowledge it. <see langword="false"/>: the epoch is over.</returns>
    public async Task<bool> StoreAsync(EventRow row, string messageId, long? epoch)
    {
        var affected = await records.Control.WriteAsync(
        [
            new(
                Insert + (epoch is null ? "" : Fence) + Once,
                ("server_id", row.ServerId), ("workspace_id", row.WorkspaceId), ("id", row.Id), ("message_id", messageId), ("name", row.Name),
                ("severity", row.Severity), ("subject_type", row.SubjectType), ("subject_id", row.SubjectId), ("message", row.Message),
                ("data", row.Data), ("at", row.At), ("received_at", row.ReceivedAt), ("epoch", epoch)),
            .. SiteNews.Of(row),
            // Of a message that was stored before there is no row of this id.
            LiveSql.Changed(LiveKind.Event, row.WorkspaceId, row.Id, row.ReceivedAt, "SELECT 1 FROM events w WHERE w.id = @id", ("id", row.Id)),
        ]);
        records.Bell.Ring(row.WorkspaceId);
        return affected[0] > 0 || await records.FirstAsync<long>(
            "SELECT count(*) FROM events WHERE server_id = @ServerId AND message_id = @messageId", new { row.ServerId, messageId }) > 0;
    }

    /// <summary>Events by id, whichever still exist.</summary>
    public async Task<IReadOnlyList<EventRow>> FindAsync(string workspaceId, IReadOnlyCollection<string> ids) => await records.QueryAsync<EventRow>(
        $"{Select} WHERE e.workspace_id = @workspaceId AND e.id {records.OneOf("ids")}", new { workspaceId, ids });

    /// <summary>Events of a server, the latest received first.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public Task<(IReadOnlyList<EventRow> Rows, string? Next)> ListAsync(string workspaceId, string serverId, int limit, string? cursor) =>
        new ListQuery(Select, "e.received_at", "e.id")
            .Where("e.workspace_id = @workspace", "workspace", workspaceId)
            .Where("e.server_id = @server", "server", serverId)
            .PageAsync<EventRow>(records, limit, cursor, e => new PageCursor(e.ReceivedAt, e.Id));

    /// <summary>Deletes events received before a time; returns how many, at most <paramref name="limit"/>.</summary>
    public async Task<int> SweepAsync(long olderThan, int limit)
    {
        var affected = await records.Control.WriteAsync(
        [
            new(
                "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE received_at < @older_than ORDER BY received_at LIMIT @limit)",
                ("older_than", olderThan), ("limit", limit)),
        ]);
        return affected[0];
    }
}
