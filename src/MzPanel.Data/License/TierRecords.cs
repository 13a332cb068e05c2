namespace MzPanel.Data.License;

/// <summary>What a workspace's tier is, and how much of it is in use.</summary>
public sealed class TierRecords(Database records)
{
    /// <summary>Tier of a workspace by name; <see langword="null"/> where the workspace is gone.</summary>
    public Task<string?> OfWorkspaceAsync(string workspaceId, CancellationToken ct = default) =>
        records.FirstAsync<string>("SELECT tier FROM workspaces WHERE id = @workspaceId AND closed_at IS NULL", new { workspaceId }, ct);

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
}
