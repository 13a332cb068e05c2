using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Jobs;
using MzPanel.Data.Live;
using MzPanel.Data.Rollouts;
using MzPanel.Data.Servers;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Rollouts;

public abstract class RolloutRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private RolloutRecords Rollouts => new(Database);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ExecuteAsync("INSERT INTO workspaces (id, name, tier, created_at, version) VALUES ('wks_1', 'Test', 'unlimited', 1, 1)");
    }

    [Fact]
    public async Task Of_many_silos_that_take_the_same_turn_one_commits()
    {
        var row = await MadeAsync("srv_1", "srv_2", "srv_3");

        var turns = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => BeginAsync(row, "srv_1", "srv_2")));

        Assert.Single(turns, true);
        Assert.Equal(["srv_1", "srv_2"], (await Rollouts.RunningAsync(row.Id)).Select(s => s.ServerId));
        Assert.Equal(["srv_3"], (await Rollouts.NextAsync(row.Id, 10)).Select(s => s.ServerId));
        var after = (await Rollouts.FindAsync(row.Id))!;
        Assert.Equal((1, 2, 2L), (after.Pending, after.Running, after.Version));
    }

    [Fact]
    public async Task Every_move_of_a_rollout_is_told_once_and_what_moved_nothing_is_not()
    {
        var row = await MadeAsync("srv_1", "srv_2");
        Assert.True(await BeginAsync(row, "srv_1"));
        Assert.False(await BeginAsync(row, "srv_1"));
        var begun = (await Rollouts.FindAsync(row.Id))!;
        await Rollouts.SkipAsync(begun, Assert.Single(await Rollouts.RunningAsync(row.Id)), "gone");
        await Rollouts.SkipAsync(begun, new RunningServer { ServerId = "srv_1", JobId = "job_none", ClaimedAt = 0 }, "gone");
        var now = (await Rollouts.FindAsync(row.Id))!;
        await Rollouts.ChangeAsync(now, now with { Status = RolloutStatus.Paused }, Seed.Entry(row.WorkspaceId, "rollout.pause"), null);
        await Rollouts.ChangeAsync(row, row with { Status = RolloutStatus.Paused }, Seed.Entry(row.WorkspaceId, "rollout.pause"), null);

        var told = (await new LiveRecords(Database).ReadAsync(row.WorkspaceId, 0, 100)).Changes.Where(change => change.Kind == LiveKind.Rollout);
        Assert.Equal([row.Id, row.Id, row.Id, row.Id], told.Select(change => change.SubjectId));
    }

    [Fact]
    public async Task Of_many_silos_that_begin_the_same_update_by_itself_one_makes_the_rollout()
    {
        var server = await Seed.ServerAsync();
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Rollouts.AddOnceAsync(
            "0.2.0", Row(1) with { Id = $"rol_{i}", WorkspaceId = server.WorkspaceId }, [server.Id], Seed.Entry(server.WorkspaceId, "rollout.create"))));

        Assert.Single(made, true);
        Assert.Equal((1L, 1L, 1L), (await ScalarAsync<long>("SELECT count(*) FROM rollouts"), await ScalarAsync<long>("SELECT count(*) FROM rollout_servers"),
            await ScalarAsync<long>("SELECT count(*) FROM audit WHERE action = 'rollout.create'")));
        Assert.True(await Rollouts.AddOnceAsync("0.3.0", Row(1) with { Id = "rol_next", WorkspaceId = server.WorkspaceId }, [server.Id], Seed.Entry(server.WorkspaceId, "rollout.create")));
    }

    [Fact]
    public async Task Servers_of_other_versions_are_found_by_tag_and_by_the_policy_in_force()
    {
        var servers = new ServerRecords(Database);
        var old = await VersionAsync("0.1.0", null);
        var pinned = await VersionAsync("0.1.0", "auto", old.WorkspaceId);
        await VersionAsync("0.2.0", "auto", old.WorkspaceId);
        Assert.Equal(new[] { old.Id, pinned.Id }.Order(), (await servers.OfOtherVersionsAsync(old.WorkspaceId, "0.2.0", null, null, 10)).Select(s => s.Id).Order());
        Assert.Empty(await servers.OfOtherVersionsAsync(old.WorkspaceId, "0.2.0", "none", null, 10));
        Assert.Equal([pinned.Id], (await servers.OfOtherVersionsAsync(old.WorkspaceId, "0.2.0", null, ["auto"], 10)).Select(s => s.Id));
        Assert.Equal([old.WorkspaceId], await servers.ToUpdateAsync("0.2.0", ["auto"], 10));
        Assert.Equal("manual", (await servers.FindAsync(old.Id))!.PolicyInForce);

        await Rollouts.AddOnceAsync("0.2.0", Row(1) with { WorkspaceId = old.WorkspaceId }, [old.Id], Seed.Entry(old.WorkspaceId, "rollout.create"));

        Assert.Empty(await servers.ToUpdateAsync("0.2.0", ["auto"], 10));
    }

    [Theory]
    [InlineData("done", "succeeded", "succeeded", true)]
    [InlineData("done", "failed", "expired", true)]
    [InlineData("done", "failed", "failed", false)]
    [InlineData("done", "failed", "succeeded", false)]
    [InlineData("stopped", "succeeded", "succeeded", false)]
    [InlineData("cancelled", "succeeded", "succeeded", false)]
    [InlineData("running", "running", "running", false)]
    public async Task Servers_that_come_later_follow_by_themselves_where_the_update_before_came_to_its_end_well(string status, string server, string job, bool follow)
    {
        var servers = new ServerRecords(Database);
        var (first, row) = await BegunAsync(status, server, job);
        Assert.Empty(await servers.ToUpdateAsync("0.2.0", ["auto"], 10));
        var later = await VersionAsync("0.1.0", "auto", first.WorkspaceId);

        Assert.Equal(follow ? [first.WorkspaceId] : [], await servers.ToUpdateAsync("0.2.0", ["auto"], 10));
        Assert.Equal([later.Id], (await servers.OfOtherVersionsAsync(first.WorkspaceId, "0.2.0", null, ["auto"], 10)).Select(s => s.Id));
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Rollouts.AddOnceAsync(
            "0.2.0", row with { Id = $"rol_next{i}", Status = "running" }, [later.Id], Seed.Entry(first.WorkspaceId, "rollout.create"))));

        Assert.Equal(status == "done" ? 1 : 0, made.Count(m => m));
        Assert.Empty(await servers.ToUpdateAsync("0.2.0", ["auto"], 10));
    }

    [Fact]
    public async Task A_server_that_was_away_until_its_update_was_over_is_asked_again_once_it_is_there()
    {
        var servers = new ServerRecords(Database);
        var (first, _) = await BegunAsync("done", "failed", "expired");
        Assert.Empty(await servers.ToUpdateAsync("0.2.0", ["auto"], 10));

        await ExecuteAsync("UPDATE servers SET status = 'online'");

        Assert.Equal([first.WorkspaceId], await servers.ToUpdateAsync("0.2.0", ["auto"], 10));
        Assert.Equal([first.Id], (await servers.OfOtherVersionsAsync(first.WorkspaceId, "0.2.0", null, ["auto"], 10)).Select(s => s.Id));
    }

    [Fact]
    public async Task Workspaces_whose_agents_are_newer_starve_none_that_is_to_be_updated()
    {
        var servers = new ServerRecords(Database);
        var newer = await VersionAsync("0.3.0", "auto");
        var older = await VersionAsync("0.1.0", "auto");
        var found = new HashSet<string>();

        for (var turn = 0; turn < 100 && found.Count < 2; turn++)
            found.UnionWith(await servers.ToUpdateAsync("0.2.0", ["auto"], 1));

        Assert.Equal(new[] { newer.WorkspaceId, older.WorkspaceId }.Order(), found.Order());
    }

    [Fact]
    public async Task The_jobs_have_their_ids_from_the_beginning_and_keep_their_order()
    {
        var row = await MadeAsync([.. Enumerable.Range(0, 300).Select(i => $"srv_{i}")]);
        var before = await Rollouts.NextAsync(row.Id, 3);

        await BeginAsync(row, "srv_0", "srv_1", "srv_2");

        Assert.Equal(["srv_0", "srv_1", "srv_2"], before.Select(s => s.ServerId));
        Assert.Equal(before.Select(s => s.JobId), (await Rollouts.RunningAsync(row.Id)).Select(s => s.JobId));
        Assert.Equal(300, await ScalarAsync<long>("SELECT count(DISTINCT job_id) FROM rollout_servers"));
    }

    [Fact]
    public async Task A_running_server_shows_how_its_job_is()
    {
        var server = await Seed.ServerAsync();
        var row = await MadeAsync(server.Id);
        await BeginAsync(row, server.Id);
        var running = Assert.Single(await Rollouts.RunningAsync(row.Id));
        Assert.Null(running.JobStatus);

        var job = Seed.NewJob(server) with { Id = running.JobId };
        await new JobRecords(Database).CreateAsync(job, Entry(row), null, 100);

        Assert.Equal(JobStatus.Queued, Assert.Single(await Rollouts.RunningAsync(row.Id)).JobStatus);
        Assert.Equal(job.Id, Assert.Single((await new JobRecords(Database).ListAsync(server.WorkspaceId, new JobFilter { RolloutId = row.Id }, 10, null)).Rows).Id);
    }

    [Fact]
    public async Task A_server_that_refuses_its_job_is_skipped_once_and_a_turn_that_did_not_know_is_lost()
    {
        var row = await MadeAsync("srv_1", "srv_2");
        await BeginAsync(row, "srv_1");
        var running = Assert.Single(await Rollouts.RunningAsync(row.Id));
        var seen = (await Rollouts.FindAsync(row.Id))!;

        await Silos.AtOnceAsync(Records, $"UPDATE rollouts SET id = id WHERE id = '{row.Id}'", silo => new RolloutRecords(silo).SkipAsync(row, running, "The queue is full."));

        var after = (await Rollouts.FindAsync(row.Id))!;
        Assert.Equal((1, 0, 1, seen.Version + 1), (after.Pending, after.Running, after.Skipped, after.Version));
        Assert.Equal(("srv_1", "The queue is full."), Assert.Single(await Rollouts.SkippedAsync(row.Id)) is var skipped ? (skipped.ServerId, skipped.Message) : default);
        Assert.False(await BeginAsync(seen, "srv_2"));
    }

    [Fact]
    public async Task A_server_whose_job_is_there_after_all_is_not_skipped()
    {
        var server = await Seed.ServerAsync();
        var row = await MadeAsync(server.Id);
        await BeginAsync(row, server.Id);
        var running = Assert.Single(await Rollouts.RunningAsync(row.Id));
        await new JobRecords(Database).CreateAsync(Seed.NewJob(server) with { Id = running.JobId }, Entry(row), null, 100);

        await Rollouts.SkipAsync(row, running, "gone");

        var after = (await Rollouts.FindAsync(row.Id))!;
        Assert.Equal((1, 0, JobStatus.Queued), (after.Running, after.Skipped, Assert.Single(await Rollouts.RunningAsync(row.Id)).JobStatus));
    }

    [Fact]
    public async Task Servers_are_held_while_the_rollout_runs_and_no_longer()
    {
        var row = await MadeAsync("srv_1", "srv_2");
        await BeginAsync(row, "srv_1", "srv_2");
        await ExecuteAsync("UPDATE rollout_servers SET claimed_at = 1");
        var running = await Rollouts.RunningAsync(row.Id);

        Assert.True(await Rollouts.HoldAsync(row.Id, [running[0]]));
        Assert.Equal([false, true], (await Rollouts.RunningAsync(row.Id)).Select(server => server.ClaimedAt == 1));
        var seen = (await Rollouts.FindAsync(row.Id))!;
        await Rollouts.ChangeAsync(seen, seen with { Status = RolloutStatus.Paused }, Entry(row), null);

        Assert.False(await Rollouts.HoldAsync(row.Id, [running[1]]));
        Assert.Equal([false, true], (await Rollouts.RunningAsync(row.Id)).Select(server => server.ClaimedAt == 1));
    }

    [Fact]
    public async Task Who_cancels_skips_what_has_not_begun_and_no_turn_begins_it_after_that()
    {
        var row = await MadeAsync("srv_1", "srv_2", "srv_3");
        await BeginAsync(row, "srv_1");
        var seen = (await Rollouts.FindAsync(row.Id))!;

        Assert.Equal(Effect.Done, await Rollouts.ChangeAsync(seen, seen with { Status = RolloutStatus.Cancelled, Pending = 0, Skipped = 2 }, Entry(row), null));
        Assert.Equal(Effect.Missed, await Rollouts.ChangeAsync(seen, seen with { Status = RolloutStatus.Paused }, Entry(row), null));
        Assert.False(await BeginAsync(seen, "srv_2"));

        Assert.Empty(await Rollouts.NextAsync(row.Id, 10));
        Assert.Equal(["srv_2", "srv_3"], (await Rollouts.SkippedAsync(row.Id)).Select(s => s.ServerId));
    }

    [Fact]
    public async Task What_has_nothing_to_do_is_not_looked_at()
    {
        var row = await MadeAsync("srv_1", "srv_2");
        var paused = row with { Status = RolloutStatus.Paused };
        Assert.Single(await Rollouts.OpenAsync(10));

        await Rollouts.ChangeAsync(row, paused, Entry(row), null);
        Assert.Empty(await Rollouts.OpenAsync(10));

        await Rollouts.TurnAsync(paused with { Version = 2 }, paused with { Pending = 1, Running = 1 }, [new ServerMove("srv_1", RolloutServerState.Running)], null);
        Assert.Single(await Rollouts.OpenAsync(10));
        await Rollouts.ChangeAsync(paused with { Version = 3 }, paused with { Pending = 0, Skipped = 2, Status = RolloutStatus.Cancelled }, Entry(row), null);
        Assert.Single(await Rollouts.OpenAsync(10));
        await Rollouts.TurnAsync(paused with { Version = 4 }, paused with { Pending = 0, Succeeded = 2, Status = RolloutStatus.Done, FinishedAt = 1 }, [], null);
        Assert.Empty(await Rollouts.OpenAsync(10));
    }

    [Fact]
    public async Task Under_one_key_one_rollout_is_made_and_one_change_takes_place()
    {
        var key = new IdempotencyCommit("usr_1", "k", [1], 202, "{}", "/v1/rollouts/x", 1);
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Rollouts.AddAsync(Row(1), ["srv_1"], Seed.Entry("wks_1", "rollout.create"), key)));
        Assert.Equal((1, 1L, 1L), (made.Count(e => e == Effect.Done), await ScalarAsync<long>("SELECT count(*) FROM rollouts"), await ScalarAsync<long>("SELECT count(*) FROM rollout_servers")));

        var row = Assert.Single(await Rollouts.OpenAsync(10));
        Assert.Equal(Effect.Done, await Rollouts.ChangeAsync(row, row with { Status = RolloutStatus.Paused }, Entry(row), key with { Key = "p" }));
        var paused = (await Rollouts.FindAsync(row.Id))!;
        Assert.Equal(Effect.KeyTaken, await Rollouts.ChangeAsync(paused, paused with { Status = RolloutStatus.Running }, Entry(row), key with { Key = "p" }));
        Assert.Equal(RolloutStatus.Paused, (await Rollouts.FindAsync(row.Id))!.Status);
    }

    [Fact]
    public async Task A_scope_of_servers_holds_rollouts_over_those_and_no_other()
    {
        var within = await MadeAsync("srv_1");
        await MadeAsync("srv_1", "srv_2");

        Assert.Equal([within.Id], (await ListAsync(new RolloutFilter { WithinServers = ["srv_1"] })).Select(r => r.Id));
        Assert.Equal(2, (await ListAsync(new RolloutFilter { WithinServers = ["srv_1", "srv_2"] })).Count);
        Assert.Empty(await ListAsync(new RolloutFilter { WithinServers = [] }));
        Assert.Equal(2, (await ListAsync(new RolloutFilter { Status = RolloutStatus.Running, Kind = "system.info" })).Count);
        Assert.Empty((await Rollouts.ListAsync("wks_other", new RolloutFilter(), 10, null)).Rows);
    }

    private async Task<IReadOnlyList<RolloutRow>> ListAsync(RolloutFilter filter) => (await Rollouts.ListAsync("wks_1", filter, 10, null)).Rows;

    private async Task<RolloutRow> MadeAsync(params string[] servers)
    {
        var row = Row(servers.Length);
        Assert.Equal(Effect.Done, await Rollouts.AddAsync(row, servers, Seed.Entry("wks_1", "rollout.create"), null));
        return (await Rollouts.FindAsync("wks_1", row.Id))!;
    }

    private Task<bool> BeginAsync(RolloutRow row, params string[] servers) => Rollouts.TurnAsync(
        row, row with { Pending = row.Pending - servers.Length, Running = row.Running + servers.Length },
        [.. servers.Select(server => new ServerMove(server, RolloutServerState.Running))], null);

    private async Task<ServerRow> VersionAsync(string version, string? policy, string? workspace = null)
    {
        var server = await Seed.ServerAsync(workspace);
        await Database.Control.WriteAsync(
            [new("UPDATE servers SET agent_version = @version, update_policy = @policy WHERE id = @id", ("version", version), ("policy", policy), ("id", server.Id))]);
        return server;
    }

    // An update of one server that was begun by itself, and what became of it.
    private async Task<(ServerRow Server, RolloutRow Row)> BegunAsync(string status, string state, string job)
    {
        var server = await VersionAsync("0.1.0", "auto");
        var row = Row(1) with { WorkspaceId = server.WorkspaceId, Kind = "agent.update", Args = """{"version":"0.2.0"}""" };
        Assert.True(await Rollouts.AddOnceAsync("0.2.0", row, [server.Id], Seed.Entry(server.WorkspaceId, "rollout.create")));
        var next = Assert.Single(await Rollouts.NextAsync(row.Id, 1));
        await new JobRecords(Database).CreateAsync(Seed.NewJob(server) with { Id = next.JobId }, Entry(row), null, 100);
        await ExecuteAsync($"UPDATE jobs SET status = '{job}'");
        await ExecuteAsync($"UPDATE rollout_servers SET state = '{state}'");
        await ExecuteAsync($"UPDATE rollouts SET status = '{status}'");
        return (server, row);
    }

    private static RolloutRow Row(int servers) => new()
    {
        Id = RecordId.New("rol"), WorkspaceId = "wks_1", Kind = "system.info", Args = "{}", Parallel = 5, Canary = 0, StopAfterFailures = 1, UserId = "usr_1",
        CallerName = "a@example.com", Status = RolloutStatus.Running, Pending = servers, CreatedAt = 1,
    };

    private static AuditEntry Entry(RolloutRow row) => Seed.Entry(row.WorkspaceId, "rollout.change");
}

public sealed class SqliteRolloutRecordsTests() : RolloutRecordsTests(postgres: false);

public sealed class PostgresRolloutRecordsTests() : RolloutRecordsTests(postgres: true);
