using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Paging;

namespace MzPanel.Data.Backups;

/// <summary>Destinations of backups, and the boxes with what opens them.</summary>
public sealed class DestinationRecords(Database records)
{
    /// <summary>Most destinations of a workspace.</summary>
    public const int Most = 200;

    private const string Select = "SELECT d.id, d.workspace_id, d.type, d.name, d.config, d.created_at, d.version FROM backup_destinations d";

    private const string Won = "SELECT 1 FROM backup_destinations w WHERE w.id = @id AND w.stamp = @stamp";

    private const string Put = $"""
        INSERT INTO backup_seals (destination_id, server_id, sealed) SELECT @id, @seal_server, @seal WHERE EXISTS ({Won})
        ON CONFLICT (destination_id, server_id) DO UPDATE SET sealed = excluded.sealed
        """;

    private const string Take = $"DELETE FROM backup_seals WHERE destination_id = @id AND server_id = @seal_server AND EXISTS ({Won})";

    // Plans of a server that was removed are over.
    private const string Using = """
        SELECT p.id FROM backup_plan_destinations l JOIN schedules p ON p.id = l.plan_id JOIN servers v ON v.id = p.server_id
        WHERE l.destination_id = @id AND v.deleted_at IS NULL
        """;

    /// <summary>Makes a destination; missed where the workspace has as many as it may.</summary>
    public Task<Effect> AddAsync(DestinationRow row, IReadOnlyList<DestinationSeal> seals, AuditEntry audit, IdempotencyCommit? key)
    {
        var op = new WorkspaceOp(row.WorkspaceId, key);
        (string, object?)[] values = [.. Values(row), ("created_at", row.CreatedAt), ("stamp", op.Stamp)];
        return op.WriteAsync(records.Control,
            new(
                $"""
                INSERT INTO backup_destinations (id, workspace_id, type, name, config, created_at, version, stamp)
                SELECT @id, @workspace_id, @type, @name, @config, @created_at, 1, @stamp
                WHERE (SELECT count(*) FROM backup_destinations o WHERE o.workspace_id = @workspace_id) < {Most} AND EXISTS ({WorkspaceOp.Held})
                """,
                values),
            new Stamped(Won, values),
            AuditSql.Insert(audit, row.CreatedAt, Won, values),
            [.. Change(seals, values)]);
    }

    /// <summary>A destination, for a caller of that workspace.</summary>
    public async Task<DestinationRow?> FindAsync(string workspaceId, string id) => await FindAsync(workspaceId, [id]) is [var row] ? row : null;

    /// <summary>Those of these destinations that are there.</summary>
    public async Task<IReadOnlyList<DestinationRow>> FindAsync(string workspaceId, IReadOnlyCollection<string> ids) => await WithSealsAsync(await records.QueryAsync<DestinationRow>(
        $"{Select} WHERE d.workspace_id = @workspaceId AND d.id {records.OneOf("ids")}", new { workspaceId, ids = Storage.CleanText.All(ids) }));

    /// <summary>Destinations of a workspace, newest first.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public async Task<(IReadOnlyList<DestinationRow> Rows, string? Next)> ListAsync(string workspaceId, string? type, int limit, string? cursor)
    {
        var (rows, next) = await new ListQuery(Select, "d.created_at", "d.id")
            .Where("d.workspace_id = @workspace", "workspace", workspaceId)
            .Where("d.type = @type", "type", type)
            .PageAsync<DestinationRow>(records, limit, cursor, row => new PageCursor(row.CreatedAt, row.Id));
        return (await WithSealsAsync(rows), next);
    }

    /// <summary>The box of a server at a destination, under the master key.</summary>
    public Task<byte[]?> SealAsync(string id, string serverId) => records.FirstAsync<byte[]>(
        "SELECT sealed FROM backup_seals WHERE destination_id = @id AND server_id = @serverId", new { id, serverId });

    /// <summary>Plans whose runs go there.</summary>
    public async Task<IReadOnlyList<string>> PlansAsync(string id) => await records.QueryAsync<string>(Using + " ORDER BY p.id", new { id });

    /// <summary>Changes a destination; <see langword="false"/> where it is another version by now, or gone.</summary>
    public async Task<bool> UpdateAsync(DestinationRow before, DestinationRow after, IReadOnlyList<DestinationSeal> seals, AuditEntry audit)
    {
        var op = new WorkspaceOp(before.WorkspaceId);
        (string, object?)[] values = [.. Values(after), ("version", before.Version), ("stamp", op.Stamp)];
        return await op.WriteAsync(records.Control,
            new(
                $"""
                UPDATE backup_destinations SET name = @name, config = @config, version = version + 1, stamp = @stamp
                WHERE id = @id AND workspace_id = @workspace_id AND version = @version AND EXISTS ({WorkspaceOp.Held})
                """,
                values),
            new Stamped(Won, values),
            AuditSql.Insert(audit, records.Now, Won, values),
            [.. Change(seals, values)]) == Effect.Done;
    }

    /// <summary>Deletes a destination that no plan uses; <see langword="false"/> where one does, or it is another version by now, or gone.</summary>
    public async Task<bool> DeleteAsync(DestinationRow before, AuditEntry audit)
    {
        var op = new WorkspaceOp(before.WorkspaceId);
        (string, object?)[] values = [("id", before.Id), ("workspace", before.WorkspaceId), ("version", before.Version), ("stamp", op.Stamp)];
        return await op.WriteAsync(records.Control,
            new(
                $"""
                UPDATE backup_destinations SET stamp = @stamp
                WHERE id = @id AND workspace_id = @workspace AND version = @version AND NOT EXISTS ({Using}) AND EXISTS ({WorkspaceOp.Held})
                """,
                values),
            new Stamped(Won, values),
            AuditSql.Insert(audit, records.Now, Won, values),
            new($"DELETE FROM backup_plan_destinations WHERE destination_id = @id AND EXISTS ({Won})", values),
            new($"DELETE FROM backup_seals WHERE destination_id = @id AND EXISTS ({Won})", values),
            new("DELETE FROM backup_destinations WHERE id = @id AND stamp = @stamp", values)) == Effect.Done;
    }

    private static IEnumerable<Statement> Change(IReadOnlyList<DestinationSeal> seals, (string, object?)[] values) =>
        seals.Select(seal => new Statement(seal.Sealed is null ? Take : Put, [.. values, ("seal_server", seal.ServerId), ("seal", seal.Sealed)]));

    private async Task<IReadOnlyList<DestinationRow>> WithSealsAsync(IReadOnlyList<DestinationRow> rows)
    {
        var seals = (await records.QueryAsync<(string Destination, string Server)>(
            $"""
            SELECT s.destination_id, s.server_id FROM backup_seals s JOIN servers v ON v.id = s.server_id
            WHERE v.deleted_at IS NULL AND s.destination_id {records.OneOf("ids")} ORDER BY s.server_id
            """,
            new { ids = rows.Select(row => row.Id).ToArray() })).ToLookup(seal => seal.Destination, seal => seal.Server);
        return [.. rows.Select(row => row with { SealedFor = [.. seals[row.Id]] })];
    }

    private static (string, object?)[] Values(DestinationRow row) =>
        [("id", row.Id), ("workspace_id", row.WorkspaceId), ("workspace", row.WorkspaceId), ("type", row.Type), ("name", row.Name), ("config", row.Config)];
}
