using MzPanel.Data.Backups;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Jobs;
using MzPanel.Data.Schedules;
using MzPanel.Data.Servers;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Backups;

public abstract class BackupRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private const string First = "8e0c5dd1e2e2a1b0";
    private const string Second = "0123456789abcdef";

    private DestinationRecords Destinations => new(Database);

    private PlanRecords Plans => new(Database, new ScheduleRecords(Database));

    [Fact]
    public async Task A_destination_is_kept_with_its_boxes_and_changed_box_by_box()
    {
        var server = await Seed.ServerAsync();
        var other = await Seed.ServerAsync(server.WorkspaceId);
        var made = await DestinationAsync(server.WorkspaceId, new DestinationSeal(server.Id, [1]), new DestinationSeal(other.Id, [2]));

        Assert.Equal(new[] { server.Id, other.Id }.Order(StringComparer.Ordinal), made.SealedFor);
        Assert.True(await Destinations.UpdateAsync(made, made with { Name = "b" }, [new(server.Id, [3]), new(other.Id, null)], Entry(made.WorkspaceId)));
        Assert.False(await Destinations.UpdateAsync(made, made with { Name = "c" }, [new(server.Id, [4])], Entry(made.WorkspaceId)));

        var after = (await Destinations.FindAsync(made.WorkspaceId, made.Id))!;
        Assert.Equal(("b", 2L, server.Id), (after.Name, after.Version, Assert.Single(after.SealedFor)));
        Assert.Equal([3], await Destinations.SealAsync(made.Id, server.Id));
        Assert.Null(await Destinations.FindAsync("wks_other", made.Id));
    }

    [Fact]
    public async Task A_destination_that_a_plan_uses_stays_until_the_plan_or_its_server_is_gone()
    {
        var (server, plan, destination) = await StartAsync();
        Assert.Equal([plan.Id], await Destinations.PlansAsync(destination.Id));
        Assert.False(await Destinations.DeleteAsync(destination, Entry(server.WorkspaceId)));

        var servers = new ServerRecords(Database);
        Assert.NotEqual(default, await servers.DeleteAsync((await servers.FindAsync(server.Id))!, Entry(server.WorkspaceId)));

        Assert.Null(await Plans.FindAsync(server.WorkspaceId, plan.Id));
        Assert.True(await Destinations.DeleteAsync(destination, Entry(server.WorkspaceId)));
        Assert.Equal(0, await ScalarAsync<long>("SELECT (SELECT count(*) FROM backup_seals) + (SELECT count(*) FROM backup_plan_destinations)"));
    }

    [Fact]
    public async Task Of_a_plan_that_is_made_and_its_destination_that_is_deleted_at_once_one_is_there()
    {
        var server = await Seed.ServerAsync();
        var destination = await DestinationAsync(server.WorkspaceId, new DestinationSeal(server.Id, [1]));
        var (made, deleted) = (Effect.KeyTaken, false);

        await Silos.MeetAsync(Records, "backup_plan_destinations",
            async database => made = await new PlanRecords(database, new ScheduleRecords(database)).AddAsync(Plan(server, destination.Id), Entry(server.WorkspaceId), null),
            async database => deleted = await new DestinationRecords(database).DeleteAsync(destination, Entry(server.WorkspaceId)));

        Assert.Equal(deleted ? Effect.Missed : Effect.Done, made);
        Assert.Equal(deleted ? 0 : 1, (await Destinations.PlansAsync(destination.Id)).Count);
        Assert.Equal(deleted, await Destinations.FindAsync(server.WorkspaceId, destination.Id) is null);
    }

    [Fact]
    public async Task A_plan_keeps_the_order_of_its_destinations_and_is_no_schedule_to_others()
    {
        var (server, plan, first) = await StartAsync();
        var second = await DestinationAsync(server.WorkspaceId);

        Assert.True(await Plans.UpdateAsync(plan, plan with { Destinations = [second.Id, first.Id] }, Entry(server.WorkspaceId)));

        var after = (await Plans.FindAsync(server.WorkspaceId, plan.Id))!;
        Assert.Equal([second.Id, first.Id], after.Destinations);
        Assert.Equal([plan.Id], (await Plans.ListAsync(server.WorkspaceId, new ScheduleFilter(), 10, null)).Rows.Select(row => row.Id));
        var schedules = new ScheduleRecords(Database);
        Assert.Empty((await schedules.ListAsync(server.WorkspaceId, new ScheduleFilter(), 10, null)).Rows);
        Assert.Null(await schedules.FindAsync(server.WorkspaceId, plan.Id));
        Assert.Equal([plan.Id], (await schedules.DueAsync(long.MaxValue, 10)).Select(row => row.Id));
        Assert.True(await Plans.DeleteAsync(after, Entry(server.WorkspaceId)));
        Assert.True(await Destinations.DeleteAsync(first, Entry(server.WorkspaceId)));
    }

    [Fact]
    public async Task A_plan_is_not_made_or_changed_to_a_destination_that_is_not_there()
    {
        var (server, plan, destination) = await StartAsync();
        var foreign = await DestinationAsync(await Seed.WorkspaceAsync());

        foreach (var id in new[] { "dst_none", foreign.Id })
        {
            Assert.False(await Plans.UpdateAsync(plan, plan with { Destinations = [destination.Id, id] }, Entry(server.WorkspaceId)));
            Assert.Equal(Effect.Missed, await Plans.AddAsync(Plan(server, id), Entry(server.WorkspaceId), null));
        }

        Assert.Equal([destination.Id], (await Plans.FindAsync(server.WorkspaceId, plan.Id))!.Destinations);
    }

    [Fact]
    public async Task A_run_leaves_a_snapshot_at_each_destination_with_what_became_of_it()
    {
        var (server, plan, destination) = await StartAsync();
        var away = await DestinationAsync(server.WorkspaceId);
        var silent = await DestinationAsync(server.WorkspaceId);

        await EndAsync(server, plan, JobStatus.Failed, $$$"""
            {"destinations":[
              {"destination_id":"{{{destination.Id}}}","status":"done","snapshot":"{{{First}}}","size_bytes":12,"files":3,"taken_at":"2026-03-01T12:00:00Z","pruned":0},
              {"destination_id":"{{{away.Id}}}","status":"failed","error":{"code":"destination_unreachable","message":"No route."}},
              {"destination_id":"dst_forged","status":"done","snapshot":"{{{Second}}}"}]}
            """, "backup_incomplete", destination.Id, away.Id, silent.Id);

        var rows = (await Snapshots(server)).ToDictionary(row => row.DestinationId);
        Assert.Equal(new[] { destination.Id, away.Id, silent.Id }.Order(), rows.Keys.Order());
        Assert.Equal((SnapshotStatus.Done, First, 12L, 3L, 1772366400000L, null), (rows[destination.Id].Status, rows[destination.Id].ResticId, rows[destination.Id].SizeBytes,
            rows[destination.Id].Files, rows[destination.Id].TakenAt, rows[destination.Id].ErrorCode));
        Assert.Equal((SnapshotStatus.Failed, "destination_unreachable", "No route."), (rows[away.Id].Status, rows[away.Id].ErrorCode, rows[away.Id].ErrorMessage));
        Assert.Equal((SnapshotStatus.Failed, "backup_incomplete"), (rows[silent.Id].Status, rows[silent.Id].ErrorCode));
        Assert.All(rows.Values, row => Assert.Equal((plan.Id, server.Id), (row.PlanId, row.ServerId)));
    }

    [Theory]
    [InlineData(JobStatus.Expired, null, "expired")]
    [InlineData(JobStatus.Succeeded, """{"in_log":true}""", "no_result")]
    [InlineData(JobStatus.Succeeded, """{"destinations":[1,{"destination_id":"x","status":"done","snapshot":"../../x"}]}""", "no_result")]
    public async Task A_run_that_says_nothing_of_its_destinations_has_failed_there(string status, string? result, string code)
    {
        var (server, plan, destination) = await StartAsync();

        await EndAsync(server, plan, status, result, null, destination.Id);

        Assert.Equal((SnapshotStatus.Failed, code, null), Assert.Single(await Snapshots(server)) is var row ? (row.Status, row.ErrorCode, row.ResticId) : default);
    }

    [Fact]
    public async Task A_lost_run_that_ends_well_after_all_has_its_snapshot()
    {
        var (server, plan, destination) = await StartAsync();

        var lost = await EndAsync(server, plan, JobStatus.Lost, null, null, destination.Id);
        Assert.Equal(SnapshotStatus.Failed, Assert.Single(await Snapshots(server)).Status);
        await MoveAsync(lost, JobStatus.Succeeded, Result(destination, First), null);

        Assert.Equal((SnapshotStatus.Done, First, null), Assert.Single(await Snapshots(server)) is var row ? (row.Status, row.ResticId, row.ErrorCode) : default);
    }

    [Fact]
    public async Task What_the_retention_of_a_plan_took_away_there_is_said_to_be_pruned_and_nothing_else()
    {
        var (server, plan, destination) = await StartAsync();
        var elsewhere = await DestinationAsync(server.WorkspaceId);
        var other = await PlanAsync(server, destination.Id);
        await EndAsync(server, plan, JobStatus.Succeeded, Result(destination, "aaaaaaaa11111111"), null, destination.Id);
        await EndAsync(server, plan, JobStatus.Succeeded, Result(destination, "bbbbbbbb22222222"), null, destination.Id);
        await EndAsync(server, plan, JobStatus.Succeeded, Result(elsewhere, "aaaaaaaa11111111"), null, elsewhere.Id);
        await EndAsync(server, other, JobStatus.Succeeded, Result(destination, "dddddddd44444444"), null, destination.Id);

        await EndAsync(server, plan, JobStatus.Succeeded, Result(destination, "cccccccc33333333", "\"bbbbbbbb\",\"cccccccc33333333\""), null, destination.Id);

        Assert.Equal(
            ["aaaaaaaa11111111 done", "aaaaaaaa11111111 pruned", "bbbbbbbb22222222 done", "cccccccc33333333 done", "dddddddd44444444 done"],
            (await Snapshots(server)).Select(row => $"{row.ResticId} {row.Status}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_and_a_job_of_another_kind_leave_nothing()
    {
        var (server, plan, destination) = await StartAsync();

        await EndAsync(server, plan, JobStatus.Succeeded, Result(destination, First), null, [destination.Id], job => job with { Args = job.Args.Replace("{\"plan_id\"", "{\"dry_run\":true,\"plan_id\"", StringComparison.Ordinal) });
        await EndAsync(server, plan, JobStatus.Succeeded, Result(destination, First), null, [destination.Id], job => job with { Kind = "backup.restore" });

        Assert.Empty(await Snapshots(server));
    }

    [Fact]
    public async Task A_plan_is_busy_also_with_a_run_that_somebody_asked_for()
    {
        var (server, plan, destination) = await StartAsync();
        var other = await PlanAsync(server, destination.Id);
        var job = await JobAsync(server, plan, destination.Id);

        Assert.Equal((true, false), (await Plans.IsRunningAsync(plan), await Plans.IsRunningAsync(other)));
        await MoveAsync(job, JobStatus.Cancelled, null, null);
        Assert.False(await Plans.IsRunningAsync(plan));
    }

    private static string Result(DestinationRow destination, string snapshot, string? kept = null) =>
        $$"""{"destinations":[{"destination_id":"{{destination.Id}}","status":"done","snapshot":"{{snapshot}}","pruned":0{{(kept is null ? "" : $",\"kept\":[{kept}]")}}}]}""";

    private async Task<IReadOnlyList<SnapshotRow>> Snapshots(ServerRow server) =>
        (await new SnapshotRecords(Database).ListAsync(server.WorkspaceId, new SnapshotFilter { ServerId = server.Id }, 100, null)).Rows;

    private async Task<(ServerRow Server, PlanRow Plan, DestinationRow Destination)> StartAsync()
    {
        var server = await Seed.ServerAsync();
        var destination = await DestinationAsync(server.WorkspaceId, new DestinationSeal(server.Id, [1]));
        return (server, await PlanAsync(server, destination.Id), destination);
    }

    private async Task<DestinationRow> DestinationAsync(string workspaceId, params DestinationSeal[] seals)
    {
        var row = new DestinationRow { Id = RecordId.New("dst"), WorkspaceId = workspaceId, Type = DestinationType.Local, Name = "a", Config = """{"path":"/backup"}""", CreatedAt = 1 };
        Assert.Equal(Effect.Done, await Destinations.AddAsync(row, seals, Entry(workspaceId), null));
        return (await Destinations.FindAsync(workspaceId, row.Id))!;
    }

    private async Task<PlanRow> PlanAsync(ServerRow server, params string[] destinations)
    {
        var plan = Plan(server, destinations);
        Assert.Equal(Effect.Done, await Plans.AddAsync(plan, Entry(server.WorkspaceId), null));
        return (await Plans.FindAsync(server.WorkspaceId, plan.Id))!;
    }

    private static PlanRow Plan(ServerRow server, params string[] destinations) => new(
        new ScheduleRow
        {
            Id = RecordId.New("plan"), WorkspaceId = server.WorkspaceId, Name = "nightly", ServerId = server.Id, Kind = ScheduleRow.PlanKind, Args = "{}", Cron = "* * * * *",
            TimeZone = "UTC", Overlap = ScheduleOverlap.Skip, Enabled = true, UserId = "usr_1", CallerName = "a@example.com", NextRunAt = 5, CreatedAt = 1,
        },
        destinations);

    private async Task<JobRow> EndAsync(ServerRow server, PlanRow plan, string status, string? result, string? error, params string[] destinations) =>
        await MoveAsync(await JobAsync(server, plan, destinations), status, result, error);

    private async Task EndAsync(ServerRow server, PlanRow plan, string status, string? result, string? error, string[] destinations, Func<JobRow, JobRow> but) =>
        await MoveAsync(await AddAsync(server, but(Job(server, plan, destinations))), status, result, error);

    private Task<JobRow> JobAsync(ServerRow server, PlanRow plan, params string[] destinations) => AddAsync(server, Job(server, plan, destinations));

    private JobRow Job(ServerRow server, PlanRow plan, string[] destinations) => Seed.NewJob(server) with
    {
        Kind = ScheduleRow.PlanKind,
        Args = $$"""{"plan_id":"{{plan.Id}}","destinations":[{{string.Join(',', destinations.Select(id => $$"""{"id":"{{id}}","sealed":null}"""))}}]}""",
    };

    private async Task<JobRow> AddAsync(ServerRow server, JobRow job)
    {
        Assert.Equal(CreateOutcome.Created, await new JobRecords(Database).CreateAsync(job, Entry(server.WorkspaceId), null, 100));
        return (await new JobRecords(Database).FindAsync(job.Id))!;
    }

    private async Task<JobRow> MoveAsync(JobRow before, string status, string? result, string? error)
    {
        var after = before with { Status = status, Result = result, ErrorCode = error, FinishedAt = 7, ChangedAt = 7 };
        Assert.True(await new JobRecords(Database).MoveAsync(before, after, Entry(before.WorkspaceId), epoch: null));
        return (await new JobRecords(Database).FindAsync(before.Id))!;
    }

    private static Data.Audit.AuditEntry Entry(string workspaceId) => Seed.Entry(workspaceId, "test");
}

public sealed class SqliteBackupRecordsTests() : BackupRecordsTests(postgres: false);

public sealed class PostgresBackupRecordsTests() : BackupRecordsTests(postgres: true);
