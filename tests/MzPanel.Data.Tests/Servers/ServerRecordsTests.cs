using MzPanel.Data.Idempotency;
using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Protocol.Agents;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Servers;

public abstract class ServerRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private ServerRecords Servers => new(Database);

    private Task<long> AuditRowsAsync(string action) => ScalarAsync<long>("SELECT count(*) FROM audit WHERE action = @action", new { action });

    private async Task<string[]> NamesAsync(string workspace, ServerFilter filter) =>
        [.. (await Servers.ListAsync(workspace, filter, 50, null)).Rows.Select(s => s.Name)];

    [Fact]
    public async Task A_server_is_read_back_as_it_was_given()
    {
        var row = await Seed.ServerAsync(name: "größe", tags: ["a\"b", "c,d", "\0"]);
        var found = await Servers.FindAsync(row.Id);
        Assert.Equal(row.Tags, found!.Tags);
        Assert.Equal(row with { StatusAt = row.CreatedAt, Tags = [] }, found with { Tags = [] });
        Assert.Equal(1, await AuditRowsAsync("server.create"));
    }

    [Fact]
    public async Task One_key_makes_one_server_and_what_belongs_to_it()
    {
        var workspace = await Seed.WorkspaceAsync();
        var key = new IdempotencyCommit("usr_1", "k", [1], 201, "{}", null, 1_000);
        async Task<bool> CreateAsync()
        {
            var row = new ServerRow { Id = RecordId.New("srv"), WorkspaceId = workspace, Name = "a", CreatedAt = 1 };
            var also = new Statement(
                "INSERT INTO server_queues (server_id, last_place) SELECT s.id, 7 FROM servers s WHERE s.id = @id", ("id", row.Id));
            return await Servers.CreateAsync(row, Seed.Entry(workspace, "server.create"), key, also);
        }
        Assert.True(await CreateAsync());
        Assert.False(await CreateAsync());
        Assert.Single(await NamesAsync(workspace, new ServerFilter()));
        Assert.Equal(1, await AuditRowsAsync("server.create"));
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM server_queues"));
    }

    [Fact]
    public async Task A_change_needs_the_version_it_was_made_from()
    {
        var row = await Seed.ServerAsync();
        Assert.True(await Servers.UpdateAsync(row, row with { Name = "b", Tags = ["x"] }, Seed.Entry(row.WorkspaceId, "server.update")));
        Assert.False(await Servers.UpdateAsync(row, row with { Name = "c" }, Seed.Entry(row.WorkspaceId, "server.update")));
        var found = await Servers.FindAsync(row.Id);
        Assert.Equal(("b", 2L), (found!.Name, found.Version));
        Assert.Equal(["x"], found.Tags);
        Assert.Equal(1, await AuditRowsAsync("server.update"));
    }

    [Fact]
    public async Task A_list_is_filtered_by_state_tag_and_text()
    {
        var workspace = await Seed.WorkspaceAsync();
        await Seed.ServerAsync(workspace, "Alpha_1", "web", "eu");
        await Seed.ServerAsync(workspace, "beta", "webs");
        var gamma = await Seed.ServerAsync(workspace, "gamma%!");
        await Servers.SetStatusAsync(gamma, ServerStatus.Online, 5, null, null);

        Assert.Equal(["gamma%!", "beta", "Alpha_1"], await NamesAsync(workspace, new ServerFilter()));
        Assert.Equal(["Alpha_1"], await NamesAsync(workspace, new ServerFilter(Tag: "web")));
        Assert.Empty(await NamesAsync(workspace, new ServerFilter(Tag: ",")));
        Assert.Equal(["gamma%!"], await NamesAsync(workspace, new ServerFilter(Status: ServerStatus.Online)));
        Assert.Equal(["Alpha_1"], await NamesAsync(workspace, new ServerFilter(Query: "aLPHA_")));
        Assert.Equal(["gamma%!"], await NamesAsync(workspace, new ServerFilter(Query: "%!")));
        Assert.Empty(await NamesAsync(workspace, new ServerFilter(Query: "a\0")));
    }

    [Fact]
    public async Task Of_servers_with_a_tag_those_among_others_are_found_before_the_list_is_cut()
    {
        var workspace = await Seed.WorkspaceAsync();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
            ids.Add((await Seed.ServerAsync(workspace, $"web{i}", "web")).Id);

        Assert.Equal(2, (await Servers.TaggedAsync(workspace, "web", null, 2)).Count);
        foreach (var id in ids)
            Assert.Equal([id], await Servers.TaggedAsync(workspace, "web", [id, "srv_other"], 1));
        Assert.Empty(await Servers.TaggedAsync(workspace, "web", [], 10));
    }

    [Fact]
    public async Task Nothing_of_another_workspace_is_found_or_changed()
    {
        var row = await Seed.ServerAsync();
        var foreign = row with { WorkspaceId = await Seed.WorkspaceAsync() };
        Assert.Null(await Servers.FindAsync(foreign.WorkspaceId, row.Id));
        Assert.Empty(await NamesAsync(foreign.WorkspaceId, new ServerFilter()));
        Assert.False(await Servers.UpdateAsync(foreign, foreign with { Name = "mine" }, Seed.Entry(foreign.WorkspaceId, "server.update")));
        Assert.False(await Servers.DeleteAsync(foreign, Seed.Entry(foreign.WorkspaceId, "server.delete")));
        Assert.Equal(0, await AuditRowsAsync("server.update") + await AuditRowsAsync("server.delete"));
    }

    [Fact]
    public async Task A_deleted_server_is_gone_with_its_tokens_and_its_queue()
    {
        var row = await Seed.ServerAsync();
        var epoch = await Seed.ConnectAsync(row.Id);
        var running = await Seed.OfferedAsync(row, epoch);
        var queued = new[] { await Seed.JobAsync(row), await Seed.JobAsync(row) };
        await Database.Control.WriteAsync([new(
            "INSERT INTO credentials (id, hash, kind, workspace_id, server_id, state, last_four, created_at) VALUES ('tok_1', @hash, 'agent', @ws, @id, 'active', 'abcd', 1)",
            ("hash", new byte[] { 1 }), ("ws", row.WorkspaceId), ("id", row.Id))]);

        Assert.True(await Servers.DeleteAsync(row, Seed.Entry(row.WorkspaceId, "server.delete") with { ServerId = row.Id }));
        Assert.False(await Servers.DeleteAsync(row, Seed.Entry(row.WorkspaceId, "server.delete")));

        Assert.Null(await Servers.FindAsync(row.WorkspaceId, row.Id));
        Assert.NotNull((await Servers.FindAsync(row.Id))!.DeletedAt);
        Assert.Empty(await NamesAsync(row.WorkspaceId, new ServerFilter()));
        Assert.Equal("revoked", await ScalarAsync<string>("SELECT state FROM credentials"));
        var jobs = new JobRecords(Database);
        Assert.Equal(JobStatus.Offered, (await jobs.FindAsync(running.Id))!.Status);
        foreach (var job in queued)
        {
            var cancelled = (await jobs.FindAsync(job.Id))!;
            Assert.Equal((JobStatus.Cancelled, job.Version + 1), (cancelled.Status, cancelled.Version));
            Assert.Equal((job.Id, "job", row.Id), await Database.FirstAsync<(string, string, string)>(
                "SELECT subject_id, subject_type, server_id FROM audit WHERE job_id = @Id AND action = 'job.cancel'", new { job.Id }));
        }
        Assert.Equal(1, await AuditRowsAsync("server.delete"));
        Assert.Equal(2, await AuditRowsAsync("job.cancel"));
    }

    [Fact]
    public async Task A_job_that_comes_while_its_server_is_deleted_is_cancelled_or_refused()
    {
        for (var round = 0; round < 10; round++)
        {
            var row = await Seed.ServerAsync();
            await Seed.JobAsync(row);
            var jobs = Enumerable.Range(0, 8).Select(_ => Seed.NewJob(row)).ToArray();
            var creating = jobs.Select(job => Task.Run(() => new JobRecords(Database).CreateAsync(job, Seed.Entry(row.WorkspaceId, "job.create"), null, 100)));
            var deleting = Task.Run(() => Servers.DeleteAsync(row, Seed.Entry(row.WorkspaceId, "server.delete")));
            await Task.WhenAll([.. creating, deleting]);
            Assert.True(await deleting);
            Assert.Empty(await new JobRecords(Database).UnsettledAsync(row.Id));
        }
    }

    [Fact]
    public async Task What_the_agent_tells_is_kept_under_its_epoch_only()
    {
        var row = await Seed.ServerAsync();
        var old = await Seed.ConnectAsync(row.Id);
        var current = await Seed.ConnectAsync(row.Id);
        Assert.True(await Servers.SetFactsAsync(row, current, new Hello { Hostname = "h", Os = "debian", Arch = "amd64" }));
        Assert.True(await Servers.SetFactsAsync(row, current, new Hello()));
        Assert.False(await Servers.SetFactsAsync(row, old, new Hello { Hostname = "zombie" }));
        var found = await Servers.FindAsync(row.Id);
        Assert.Equal(("h", "debian", "amd64", row.Version), (found!.Hostname, found.Os, found.Arch, found.Version));
        Assert.Equal(["web-1"], await NamesAsync(row.WorkspaceId, new ServerFilter(Query: "H")));
    }

    [Fact]
    public async Task Presence_changes_once_and_under_its_epoch_only()
    {
        var row = await Seed.ServerAsync();
        var old = await Seed.ConnectAsync(row.Id);
        var current = await Seed.ConnectAsync(row.Id);
        var entry = Seed.Entry(row.WorkspaceId, "server.online");
        Assert.False(await Servers.SetStatusAsync(row, ServerStatus.Online, 9, old, entry));
        Assert.True(await Servers.SetStatusAsync(row, ServerStatus.Online, 10, current, entry));
        Assert.False(await Servers.SetStatusAsync(row, ServerStatus.Online, 11, current, entry));
        Assert.Equal(1, await AuditRowsAsync("server.online"));
        Assert.Equal([row.Id], await Servers.SilentAsync(11, 10));
        Assert.Empty(await Servers.SilentAsync(10, 10));
        await Servers.SaveSeenAsync([new ServerSeen(row.Id, current, 20, null)]);
        Assert.Empty(await Servers.SilentAsync(20, 10));
        Assert.Equal(10, (await Servers.FindAsync(row.Id))!.StatusAt);
    }

    [Fact]
    public async Task Signs_of_life_are_stored_for_many_servers_and_never_go_back()
    {
        var workspace = await Seed.WorkspaceAsync();
        var rows = new List<ServerRow>();
        for (var i = 0; i < 300; i++)
            rows.Add(await Seed.ServerAsync(workspace));
        await Task.WhenAll(rows.Select(r => Seed.ConnectAsync(r.Id)));
        await Servers.SaveSeenAsync([.. rows.Select(r => new ServerSeen(r.Id, 1, 100, """{"cpu_pct":1}"""))]);
        await Servers.SaveSeenAsync([new ServerSeen(rows[0].Id, 1, 50, "{}"), new ServerSeen(rows[1].Id, 1, 200, null)]);
        Assert.Equal(299, await ScalarAsync<long>("SELECT count(*) FROM servers WHERE last_seen_at = 100"));
        Assert.Equal(300, await ScalarAsync<long>("""SELECT count(*) FROM servers WHERE metrics = '{"cpu_pct":1}'"""));
        Assert.Equal(200, (await Servers.FindAsync(rows[1].Id))!.LastSeenAt);
    }

    [Fact]
    public async Task A_sign_of_life_of_an_older_epoch_is_none()
    {
        var row = await Seed.ServerAsync();
        var old = await Seed.ConnectAsync(row.Id);
        await Seed.ConnectAsync(row.Id);
        await Servers.SaveSeenAsync([new ServerSeen(row.Id, old, 100, null)]);
        Assert.Null((await Servers.FindAsync(row.Id))!.LastSeenAt);
    }

    [Fact]
    public async Task Nobody_is_called_silent_who_was_heard_of_since_or_connected_anew()
    {
        var row = await Seed.ServerAsync();
        var old = await Seed.ConnectAsync(row.Id);
        Assert.True(await Servers.SetStatusAsync(row, ServerStatus.Online, 10, old, null));
        await Servers.SaveSeenAsync([new ServerSeen(row.Id, old, 50, null)]);
        Assert.False(await Servers.SetOfflineAsync(row, 200, old, heardAt: 49));
        var current = await Seed.ConnectAsync(row.Id);
        Assert.False(await Servers.SetOfflineAsync(row, 200, old, heardAt: 50));
        Assert.Equal(ServerStatus.Online, (await Servers.FindAsync(row.Id))!.Status);
        Assert.True(await Servers.SetOfflineAsync(row, 200, current, heardAt: 50));
        Assert.Equal((ServerStatus.Offline, 200), ((await Servers.FindAsync(row.Id))!.Status, (await Servers.FindAsync(row.Id))!.StatusAt));
    }
}

public sealed class SqliteServerRecordsTests() : ServerRecordsTests(postgres: false);

public sealed class PostgresServerRecordsTests() : ServerRecordsTests(postgres: true);
