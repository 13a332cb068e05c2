using MzPanel.Data.Account;
using MzPanel.Data.Backups;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Jobs;
using MzPanel.Data.Rollouts;
using MzPanel.Data.Schedules;
using MzPanel.Data.Servers;
using MzPanel.Data.Team;
using MzPanel.Data.Tests.Team;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Account;

public abstract class WorkspaceRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private WorkspaceRecords Workspaces => new(Database);

    [Fact]
    public async Task It_is_renamed_for_the_version_that_was_seen()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        var before = (await Workspaces.FindAsync(ada.Session.WorkspaceId))!;

        Assert.True(await RenameAsync(before, "One"));
        Assert.False(await RenameAsync(before, "Two"));

        Assert.Equal(before with { Name = "One", Version = before.Version + 1 }, await Workspaces.FindAsync(before.Id));
        Assert.Equal(1, await CountAsync("audit WHERE action = 'rename'"));
    }

    [Fact]
    public async Task Closed_it_ends_everything_but_what_belongs_elsewhere()
    {
        var (ada, eve) = (await AccountSeed.SignedUpAsync(Database, "ada@example.org"), await AccountSeed.SignedUpAsync(Database, "eve@example.org"));
        var workspace = ada.Session.WorkspaceId;
        await TeamSeed.JoinAsync(Database, workspace, "eve@example.org");
        await new InvitationRecords(Database).AddAsync(TeamSeed.Invitation(workspace, "bob@example.org"), Seed.Entry(workspace, "invite"), null);
        var (own, foreign) = (await Seed.ServerAsync(workspace), await Seed.ServerAsync(eve.Session.WorkspaceId));
        var (queued, other) = (await Seed.JobAsync(own), await Seed.JobAsync(foreign));
        var running = await Seed.OfferedAsync(own, await Seed.ConnectAsync(own.Id), slot: 1);

        Assert.Equal(Effect.Missed, await CloseAsync(workspace, "test"));
        Assert.Equal(Effect.Done, await CloseAsync(workspace, "Test"));
        Assert.Equal(Effect.Missed, await CloseAsync(workspace, "Test"));

        Assert.Null(await Workspaces.FindAsync(workspace));
        Assert.Equal([own.Id], await Workspaces.ServersOfClosedAsync(workspace));
        Assert.Equal((JobStatus.Cancelled, JobStatus.Offered, JobStatus.Queued), (await StatusAsync(queued), await StatusAsync(running), await StatusAsync(other)));
        Assert.Equal((1L, 1L), (await CountAsync("audit WHERE action = 'close'"), await CountAsync($"audit WHERE action = 'job.cancel' AND job_id = '{queued.Id}'")));
        Assert.Equal((0L, 0L, 0L), (await CountAsync("invitations"), await CountAsync($"sessions WHERE workspace_id = '{workspace}'"), await CountAsync($"members WHERE workspace_id = '{workspace}'")));
        Assert.Null(await new UserRecords(Database).FindByEmailAsync("ada@example.org"));
        Assert.Equal(1, await CountAsync($"sessions WHERE id = '{eve.Session.Id}'"));
        Assert.Equal(0, await CountAsync($"servers WHERE id = '{foreign.Id}' AND deleted_at IS NOT NULL"));
    }

    [Fact]
    public async Task Under_one_key_it_is_closed_once_and_the_second_hears_the_first_answer()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        var key = new IdempotencyCommit("caller", "key", [1], 204, "", null, 5_000);

        Assert.Equal([Effect.Done, Effect.KeyTaken], new[] { await CloseAsync(ada.Session.WorkspaceId, "Test", key), await CloseAsync(ada.Session.WorkspaceId, "Test", key) });
    }

    [Fact]
    public async Task Who_accepts_while_it_is_closed_is_a_member_of_nothing_or_loses_it_at_once()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        var (workspace, invitations) = (ada.Session.WorkspaceId, new InvitationRecords(Database));
        var row = TeamSeed.Invitation(workspace, "bob@example.org");
        await invitations.AddAsync(row, Seed.Entry(workspace, "invite"), null);

        await Task.WhenAll(CloseAsync(workspace, "Test"), invitations.AcceptAsync(TeamSeed.Newcomer(row), Seed.Entry(workspace, "accept")));

        Assert.Equal((0L, 0L), (await CountAsync("members"), await CountAsync("sessions")));
        Assert.Null(await new UserRecords(Database).FindByEmailAsync("bob@example.org"));
    }

    [Fact]
    public async Task Without_its_audit_row_it_stays_open()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        await RefuseInsertsAsync("audit", "NEW.action = 'close'");

        await Assert.ThrowsAnyAsync<Exception>(() => CloseAsync(ada.Session.WorkspaceId, "Test"));

        Assert.NotNull(await Workspaces.FindAsync(ada.Session.WorkspaceId));
        Assert.Equal(1, await CountAsync("sessions"));
    }

    [Fact]
    public async Task Closed_it_keeps_no_credential_and_nothing_that_would_run()
    {
        var (ada, eve) = (await AccountSeed.SignedUpAsync(Database, "ada@example.org"), await AccountSeed.SignedUpAsync(Database, "eve@example.org"));
        var (own, foreign) = (ada.Session.WorkspaceId, eve.Session.WorkspaceId);
        var running = await SecretsAsync(own);
        await SecretsAsync(foreign);

        Assert.Equal(Effect.Missed, await CloseAsync(own, "test"));
        Assert.Equal((4L, 4L), (await SecretsLeftAsync(own), await SecretsLeftAsync(foreign)));
        Assert.Equal(Effect.Done, await CloseAsync(own, "Test"));

        Assert.Equal((1L, 4L), (await SecretsLeftAsync(own), await SecretsLeftAsync(foreign)));
        Assert.Equal((2L, 1L, 1L), (await CountAsync("schedules"), await CountAsync("schedule_runs"), await CountAsync("backup_plan_destinations")));
        Assert.Equal((1L, 1L), (await CountAsync("backup_destinations"), await CountAsync("backup_seals")));
        // What runs may have to be sent again: it keeps its arguments until it ends.
        var lost = running with { Status = JobStatus.Lost, LaneSlot = null };
        Assert.True(await new JobRecords(Database).MoveAsync(running, lost, Seed.Entry(own, "job.lose"), epoch: null));
        Assert.Equal((0L, 4L), (await SecretsLeftAsync(own), await SecretsLeftAsync(foreign)));
    }

    [Fact]
    public async Task A_destination_that_is_added_while_it_is_closed_goes_too()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        var workspace = ada.Session.WorkspaceId;
        var server = await Seed.ServerAsync(workspace);

        await Silos.MeetAsync(Records, "backup_seals",
            database => new DestinationRecords(database).AddAsync(Destination(workspace), [new(server.Id, [1])], Seed.Entry(workspace, "add"), null),
            database => new WorkspaceRecords(database).CloseAsync(workspace, "Test", Seed.Entry(workspace, "close"), null));

        Assert.Equal((0L, 0L), (await CountAsync("backup_destinations"), await CountAsync("backup_seals")));
    }

    // A plan with its destination, a schedule, a rollout, a job that waits, one that runs: all with what is sealed for them. Returns the last.
    private async Task<JobRow> SecretsAsync(string workspace)
    {
        var (server, entry) = (await Seed.ServerAsync(workspace), Seed.Entry(workspace, "add"));
        var (destination, schedules) = (Destination(workspace), new ScheduleRecords(Database));
        Assert.Equal(Effect.Done, await new DestinationRecords(Database).AddAsync(destination, [new(server.Id, [1])], entry, null));
        var schedule = Schedule(server);
        Assert.Equal(Effect.Done, await schedules.AddAsync(schedule, entry, null));
        Assert.True(await schedules.ClaimAsync(schedule, new ScheduleRun { Jobs = [new(server.Id, RecordId.New("job"))], NextRunAt = 6 }, entry));
        var plan = schedule with { Id = RecordId.New("plan"), Kind = ScheduleRow.PlanKind, SealedArgs = null };
        Assert.Equal(Effect.Done, await new PlanRecords(Database, schedules).AddAsync(new PlanRow(plan, [destination.Id]), entry, null));
        Assert.Equal(Effect.Done, await new RolloutRecords(Database).AddAsync(Rollout(workspace), [server.Id], entry, null));
        var jobs = new JobRecords(Database);
        Assert.Equal(CreateOutcome.Created, await jobs.CreateAsync(Seed.NewJob(server) with { SealedArgs = [1] }, entry, null, 10));
        var running = await Seed.OfferedAsync(server, await Seed.ConnectAsync(server.Id), slot: 1);
        await ExecuteAsync($"UPDATE jobs SET sealed_args = (SELECT sealed FROM backup_seals LIMIT 1) WHERE id = '{running.Id}'");
        return (await jobs.FindAsync(running.Id))!;
    }

    private Task<long> SecretsLeftAsync(string workspace) => ScalarAsync<long>(
        """
        SELECT (SELECT count(*) FROM schedules WHERE workspace_id = @workspace AND sealed_args IS NOT NULL)
          + (SELECT count(*) FROM rollouts WHERE workspace_id = @workspace AND sealed_args IS NOT NULL)
          + (SELECT count(*) FROM jobs WHERE workspace_id = @workspace AND sealed_args IS NOT NULL)
        """,
        new { workspace });

    private static DestinationRow Destination(string workspace) =>
        new() { Id = RecordId.New("dst"), WorkspaceId = workspace, Type = DestinationType.Local, Name = "a", Config = "{}", CreatedAt = 1 };

    private static ScheduleRow Schedule(ServerRow server) => new()
    {
        Id = RecordId.New("sch"), WorkspaceId = server.WorkspaceId, Name = "nightly", ServerId = server.Id, Kind = "shell.run", Args = "{}", SealedArgs = [1],
        Cron = "* * * * *", TimeZone = "UTC", Overlap = ScheduleOverlap.Skip, Enabled = true, UserId = "usr_1", CallerName = "a@example.com", NextRunAt = 5, CreatedAt = 1,
    };

    private static RolloutRow Rollout(string workspace) => new()
    {
        Id = RecordId.New("rol"), WorkspaceId = workspace, Kind = "shell.run", Args = "{}", SealedArgs = [1], Parallel = 1, Canary = 0, StopAfterFailures = 1,
        UserId = "usr_1", CallerName = "a@example.com", Status = RolloutStatus.Paused, Pending = 1, CreatedAt = 1,
    };

    private Task<bool> RenameAsync(WorkspaceRow before, string name) => Workspaces.ChangeAsync(before, before with { Name = name }, Seed.Entry(before.Id, "rename"));

    private Task<Effect> CloseAsync(string id, string name, IdempotencyCommit? key = null) => Workspaces.CloseAsync(id, name, Seed.Entry(id, "close"), key);

    private Task<string?> StatusAsync(JobRow job) => ScalarAsync<string>("SELECT status FROM jobs WHERE id = @Id", new { job.Id });

    private Task<long> CountAsync(string what) => ScalarAsync<long>("SELECT count(*) FROM " + what);
}

public sealed class SqliteWorkspaceRecordsTests() : WorkspaceRecordsTests(postgres: false);

public sealed class PostgresWorkspaceRecordsTests() : WorkspaceRecordsTests(postgres: true);
