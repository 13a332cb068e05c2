using MzPanel.Data.Audit;
using MzPanel.Data.Enrollment;

namespace MzPanel.Data.License;

/// <summary>What a workspace's tier is, and how much of it is in use.</summary>
public sealed class TierRecords(Database records)
{
    /// <summary>Tier of a workspace by name; <see langword="null"/> where the workspace is gone.</summary>
    public Task<string?> OfWorkspaceAsync(string workspaceId, CancellationToken ct = default) =>
        records.FirstAsync<string>("SELECT tier FROM workspaces WHERE id = @workspaceId AND closed_at IS NULL", new { workspaceId }, ct);

    /// <summary>
    /// Puts a workspace on another tier, and asks for another token of each of its servers: with it comes a licence that says so.
    /// </summary>
    /// <returns>How many servers; <see langword="null"/> where no open workspace had another tier.</returns>
    public async Task<int?> ChangeAsync(string workspaceId, string tier, AuditEntry audit, long now)
    {
        const string Changed = "SELECT 1 FROM workspaces w WHERE w.id = @workspace AND w.stamp = @stamp";
        var (stamp, servers) = (RecordId.NewStamp(), await RegisteredAsync(workspaceId));
        (string, object?)[] won = [("workspace", workspaceId), ("stamp", stamp)];
        var affected = await records.Control.WriteAsync(
        [
            new("UPDATE workspaces SET tier = @tier, version = version + 1, stamp = @stamp WHERE id = @workspace AND closed_at IS NULL AND tier <> @tier",
                [.. won, ("tier", tier)]),
            new($"UPDATE servers SET stamp = @stamp WHERE workspace_id = @workspace AND deleted_at IS NULL AND EXISTS ({Changed})", won),
            .. servers.SelectMany(server => CredentialRecords.Request(server, RecordId.New(CredentialSql.IdPrefix), stamp, now)),
            AuditSql.Insert(audit, now, Changed, won),
        ]);
        return affected[0] > 0 ? servers.Count : null;
    }

    /// <summary>
    /// Whether a server may connect under a quota: it was connected before, or fewer than that many others were. A server that
    /// never connected takes no slot yet.
    /// </summary>
    public async Task<bool> MayConnectAsync(string workspaceId, string serverId, int quota, CancellationToken ct = default) =>
        await records.FirstAsync<long>(
            """
            SELECT count(*) FROM servers
            WHERE workspace_id = @workspaceId AND deleted_at IS NULL AND status <> 'pending'
              AND NOT EXISTS (SELECT 1 FROM servers s WHERE s.id = @serverId AND s.status <> 'pending')
            """,
            new { workspaceId, serverId }, ct) < quota;

    private async Task<IReadOnlyList<string>> RegisteredAsync(string workspaceId) => await records.QueryAsync<string>(
        $"""
        SELECT DISTINCT c.server_id FROM credentials c JOIN servers s ON s.id = c.server_id
        WHERE s.workspace_id = @workspaceId AND s.deleted_at IS NULL AND c.kind = 'agent' AND c.state = '{CredentialState.Active}'
        """,
        new { workspaceId });
}
