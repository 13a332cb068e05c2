using System.Text.Json;
using MzPanel.Data.Audit;
using MzPanel.Data.Jobs;
using MzPanel.Data.Live;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;

namespace MzPanel.Data.Servers;

// What changes a server: people by its version, the agent by its epoch.
public sealed partial class ServerRecords
{
    private const string Fence = " AND EXISTS (SELECT 1 FROM server_sessions f WHERE f.server_id = servers.id AND f.epoch = @epoch)";

    private const string CancelledWithServer = """{"status":"cancelled","because":"server.delete"}""";

    private const int SeenPerOperation = 256;

    /// <summary>Changes name, tags and update policy, where <paramref name="before"/> is still the stored version.</summary>
    /// <returns><see langword="false"/> where somebody else changed or deleted it.</returns>
    public async Task<bool> UpdateAsync(ServerRow before, ServerRow after, AuditEntry audit)
    {
        var stamp = RecordId.NewStamp();
        var affected = await records.Control.WriteAsync(
        [
            new(
                """
                UPDATE servers SET name = @name, tags = @tags, update_policy = @update_policy, version = version + 1, stamp = @stamp
                WHERE id = @id AND workspace_id = @workspace_id AND version = @version AND deleted_at IS NULL
                """,
                ("id", before.Id), ("workspace_id", before.WorkspaceId), ("version", before.Version), ("name", after.Name),
                ("tags", after.TagsJson), ("update_policy", after.UpdatePolicy), ("stamp", stamp)),
            AuditSql.Insert(audit, records.Now, Won, ("id", before.Id), ("stamp", stamp)),
            Told(before, records.Now, stamp),
        ]);
        records.Bell.Ring(before.WorkspaceId);
        return affected[0] > 0;
    }

    /// <summary>
    /// Deletes a server for everybody but the records: its tokens end and its queued jobs are cancelled, each with an audit row.
    /// Jobs under way are left to be judged as lost.
    /// </summary>
    /// <returns><see langword="false"/> where somebody else changed or deleted it.</returns>
    public async Task<bool> DeleteAsync(ServerRow row, AuditEntry audit)
    {
        var (now, stamp) = (records.Now, RecordId.NewStamp());
        (string, object?)[] values =
            [("id", row.Id), ("workspace_id", row.WorkspaceId), ("version", row.Version), ("now", now), ("stamp", stamp)];
        var affected = await records.Control.WriteAsync(
        [
            new("UPDATE servers SET deleted_at = @now, version = version + 1, stamp = @stamp WHERE id = @id AND workspace_id = @workspace_id AND version = @version AND deleted_at IS NULL", values),
            // Waits for whoever is putting a job into the queue, so that none is forgotten in it.
            new("UPDATE server_queues SET last_place = last_place WHERE server_id = @id", values),
            new($"UPDATE credentials SET state = 'revoked', ended_at = @now WHERE server_id = @id AND ended_at IS NULL AND EXISTS ({Won})", values),
            new(
                $"""
                UPDATE jobs SET status = '{JobStatus.Cancelled}', changed_at = @now, finished_at = @now, version = version + 1, stamp = @stamp,
                  cancel_requested_at = COALESCE(cancel_requested_at, @now)
                WHERE server_id = @id AND status = '{JobStatus.Queued}' AND EXISTS ({Won})
                """,
                values),
            AuditSql.InsertPerJob(audit with { Action = "job.cancel", Details = CancelledWithServer }, now, stamp, "FROM jobs r WHERE r.server_id = @id AND r.stamp = @stamp", values),
            AuditSql.Insert(audit, now, Won, ("id", row.Id), ("stamp", stamp)),
            LiveSql.ChangedJobs(row.WorkspaceId, now, "FROM jobs r WHERE r.server_id = @id AND r.stamp = @stamp", values),
            Told(row, now, stamp),
        ]);
        records.Bell.Ring(row.WorkspaceId);
        return affected[0] > 0;
    }

    /// <summary>Stores what a <c>hello</c> tells; what it does not tell stays. Live streams hear of it where it is something new.</summary>
    /// <returns><see langword="false"/> where the epoch is over or the server is gone.</returns>
    public async Task<bool> SetFactsAsync(ServerRow server, long epoch, Hello facts)
    {
        var stamp = RecordId.NewStamp();
        var affected = await records.Control.WriteAsync(
        [
            new(
                """
                UPDATE servers SET hostname = COALESCE(@hostname, hostname), os = COALESCE(@os, os), os_version = COALESCE(@os_version, os_version),
                  arch = COALESCE(@arch, arch), kernel = COALESCE(@kernel, kernel), agent_version = COALESCE(@agent_version, agent_version),
                  seal_key = COALESCE(@seal_key, seal_key), stamp = CASE WHEN COALESCE(@hostname, hostname) IS DISTINCT FROM hostname
                    OR COALESCE(@os, os) IS DISTINCT FROM os OR COALESCE(@os_version, os_version) IS DISTINCT FROM os_version
                    OR COALESCE(@arch, arch) IS DISTINCT FROM arch OR COALESCE(@agent_version, agent_version) IS DISTINCT FROM agent_version
                    OR COALESCE(@seal_key, seal_key) IS DISTINCT FROM seal_key THEN @stamp ELSE stamp END
                WHERE id = @id AND deleted_at IS NULL
                """ + Fence,
                ("id", server.Id), ("hostname", facts.Hostname), ("os", facts.Os), ("os_version", facts.OsVersion), ("arch", facts.Arch),
                ("kernel", facts.Kernel), ("agent_version", facts.AgentVersion), ("epoch", epoch), ("stamp", stamp),
                ("seal_key", facts.SealKey is { } key ? JsonSerializer.Serialize(key, ProtocolJson.Default.Jwk) : null)),
            Told(server, records.Now, stamp),
        ]);
        records.Bell.Ring(server.WorkspaceId);
        return affected[0] > 0;
    }

    /// <summary>Records a change of presence.</summary>
    /// <param name="server">The server.</param>
    /// <param name="status">One of <see cref="ServerStatus"/>.</param>
    /// <param name="at">When, unix ms.</param>
    /// <param name="epoch">Where a connection says it: an older one changes nothing.</param>
    /// <param name="audit">What to say about it.</param>
    /// <returns><see langword="false"/> where that is its state already, the epoch is over, or the server is gone.</returns>
    public async Task<bool> SetStatusAsync(ServerRow server, string status, long at, long? epoch, AuditEntry? audit)
    {
        var stamp = RecordId.NewStamp();
        var change = new Statement(
            "UPDATE servers SET status = @status, status_at = @at, stamp = @stamp WHERE id = @id AND status <> @status AND deleted_at IS NULL"
                + (epoch is null ? "" : Fence),
            ("id", server.Id), ("status", status), ("at", at), ("stamp", stamp), ("epoch", epoch));
        var told = Told(server, at, stamp);
        var affected = await records.Control.WriteAsync(
            audit is null ? [change, told] : [change, AuditSql.Insert(audit, at, Won, ("id", server.Id), ("stamp", stamp)), told]);
        records.Bell.Ring(server.WorkspaceId);
        return affected[0] > 0;
    }

    /// <summary>Records that a server fell silent, where nothing was heard of it since and no newer connection came.</summary>
    /// <param name="server">The server.</param>
    /// <param name="at">When, unix ms.</param>
    /// <param name="epoch">Epoch it was judged under.</param>
    /// <param name="heardAt">Last sign of life it was judged by, unix ms.</param>
    /// <returns><see langword="false"/> where it is offline already, or the judgement is out of date.</returns>
    public async Task<bool> SetOfflineAsync(ServerRow server, long at, long epoch, long heardAt)
    {
        var stamp = RecordId.NewStamp();
        var affected = await records.Control.WriteAsync(
        [
            new(
                $"""
                UPDATE servers SET status = '{ServerStatus.Offline}', status_at = @at, stamp = @stamp
                WHERE id = @id AND status = '{ServerStatus.Online}' AND deleted_at IS NULL AND (last_seen_at IS NULL OR last_seen_at <= @heard)
                """ + Fence,
                ("id", server.Id), ("stamp", stamp), ("at", at), ("heard", heardAt), ("epoch", epoch)),
            Told(server, at, stamp),
        ]);
        records.Bell.Ring(server.WorkspaceId);
        return affected[0] > 0;
    }

    private static Statement Told(ServerRow server, long at, string stamp) =>
        LiveSql.Changed(LiveKind.Server, server.WorkspaceId, server.Id, at, Won, ("id", server.Id), ("stamp", stamp));

    /// <summary>Stores signs of life, all those of a period at once; a later one that is stored already, or an older epoch, changes nothing.</summary>
    public Task SaveSeenAsync(IReadOnlyList<ServerSeen> seen) => Task.WhenAll(seen
        .OrderBy(s => s.ServerId, StringComparer.Ordinal)
        .Select(s => new Statement(
            """
            UPDATE servers SET last_seen_at = @at, metrics = COALESCE(@metrics, metrics)
            WHERE id = @id AND deleted_at IS NULL AND (last_seen_at IS NULL OR last_seen_at <= @at)
            """ + Fence,
            ("id", s.ServerId), ("epoch", s.Epoch), ("at", s.At), ("metrics", s.Metrics)))
        .Chunk(SeenPerOperation)
        .Select(op => records.Control.WriteAsync(op)));
}
