using MzPanel.Data;
using MzPanel.Data.Agents;
using MzPanel.Data.Audit;
using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;

namespace MzPanel.Testing;

/// <summary>Rows that tests begin with.</summary>
public sealed class Seed(Database database)
{
    private long clock = 1_000;
    private int places;

    /// <summary>A workspace; returns its id.</summary>
    public async Task<string> WorkspaceAsync()
    {
        var id = RecordId.New("wks");
        await database.Control.WriteAsync(
            [new("INSERT INTO workspaces (id, name, tier, created_at, version) VALUES (@id, 'Test', 'unlimited', 1, 1)", ("id", id))]);
        return id;
    }

    /// <summary>A server, in a workspace of its own where none is named.</summary>
    public async Task<ServerRow> ServerAsync(string? workspaceId = null, string name = "web-1", params string[] tags)
    {
        var row = new ServerRow
        {
            Id = RecordId.New("srv"), WorkspaceId = workspaceId ?? await WorkspaceAsync(), Name = name, Tags = tags, CreatedAt = clock++,
        };
        await new ServerRecords(database).CreateAsync(row, Entry(row.WorkspaceId, "server.create"), key: null);
        return row;
    }

    /// <summary>A site that an ended job left active.</summary>
    public async Task<string> SiteAsync(ServerRow server, string? id = null)
    {
        id ??= RecordId.New("site");
        await database.Control.WriteAsync(
        [
            new(
                """
                INSERT INTO sites (id, workspace_id, server_id, domain, aliases, kind, status, settled, ssl_status, created_at, version)
                VALUES (@id, @workspace, @server, @domain, '[]', 'static', 'active', 'active', 'none', @now, 1)
                """,
                ("id", id), ("workspace", server.WorkspaceId), ("server", server.Id), ("domain", $"{id}.example.org"), ("now", clock++)),
        ]);
        return id;
    }

    /// <summary>Accepts a connection of the server and returns its epoch.</summary>
    public async Task<long> ConnectAsync(string serverId, string? journalId = "journal-1", long lastEpoch = 0)
    {
        var row = await new SessionRecords(database).AcceptAsync(serverId, Guid.NewGuid().ToString(), "silo-1", lastEpoch, journalId, "[]", "[]", clock++);
        return row!.Epoch;
    }

    /// <summary>A job that is not in the records yet.</summary>
    public JobRow NewJob(ServerRow server) => new()
    {
        Id = RecordId.New("job"),
        WorkspaceId = server.WorkspaceId,
        ServerId = server.Id,
        Kind = "system.info",
        Args = "{}",
        Mutating = true,
        Status = JobStatus.Queued,
        Place = ++places,
        TimeoutS = 3600,
        QueueDeadline = 1_000_000,
        CreatedBy = """{"type":"user","id":"usr_1","name":"a@example.com"}""",
        CreatedAt = clock,
        ChangedAt = clock++,
    };

    /// <summary>A queued job.</summary>
    public async Task<JobRow> JobAsync(ServerRow server, bool mutating = true)
    {
        var job = NewJob(server) with { Mutating = mutating };
        await new JobRecords(database).CreateAsync(job, Entry(server.WorkspaceId, "job.create") with { JobId = job.Id }, key: null, maxQueued: 100_000);
        return job;
    }

    /// <summary>A job offered to its agent, with a command: a mutating one in slot 0, else a read-only one.</summary>
    public async Task<JobRow> OfferedAsync(ServerRow server, long epoch, int slot = 0)
    {
        var job = await JobAsync(server, mutating: slot == 0);
        var offered = job with
        {
            Status = JobStatus.Offered, LaneSlot = slot, Attempt = 1, CommandId = Guid.NewGuid().ToString(), Epoch = epoch, OfferedAt = clock, ChangedAt = clock++,
        };
        if (!await new JobRecords(database).MoveAsync(job, offered, Entry(server.WorkspaceId, "job.offer") with { JobId = job.Id }, epoch))
            throw new InvalidOperationException("The job was not offered.");
        return offered with { Version = job.Version + 1 };
    }

    /// <summary>An audit entry.</summary>
    public static AuditEntry Entry(string workspaceId, string action) =>
        new() { WorkspaceId = workspaceId, Actor = new AuditActor("user", "usr_1", "a@example.com"), Action = action };
}
