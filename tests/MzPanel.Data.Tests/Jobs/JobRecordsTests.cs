using MzPanel.Data.Idempotency;
using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Jobs;

public abstract class JobRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private JobRecords Jobs => new(Database);

    private static Data.Audit.AuditEntry Audit(JobRow job, string action = "job.move") =>
        Seed.Entry(job.WorkspaceId, action) with { JobId = job.Id };

    private Task<long> AuditRowsAsync(string jobId, string action) =>
        ScalarAsync<long>("SELECT count(*) FROM audit WHERE job_id = @jobId AND action = @action", new { jobId, action });

    [Fact]
    public async Task A_created_job_is_read_back_as_it_was_given()
    {
        var server = await Seed.ServerAsync();
        var job = Seed.NewJob(server) with
        {
            SiteId = "site_1", Args = """{"text":"a\u0000b"}""", SealedArgs = [1, 0, 255], AutoRetry = true, Mutating = false, NotBefore = 5, RetryOf = "job_0",
        };
        Assert.Equal(CreateOutcome.Created, await Jobs.CreateAsync(job, Audit(job, "job.create"), null, 10));

        await Records.ReopenAsync();
        var found = await Jobs.FindAsync(job.Id);
        Assert.Equal(job.SealedArgs, found!.SealedArgs);
        Assert.Equal(job, found with { SealedArgs = job.SealedArgs });
        Assert.Equal(1, await AuditRowsAsync(job.Id, "job.create"));
    }

    [Fact]
    public async Task A_transition_is_read_back_as_it_was_given()
    {
        var server = await Seed.ServerAsync();
        var offered = await Seed.OfferedAsync(server, await Seed.ConnectAsync(server.Id));
        Assert.Equal(offered, await Jobs.FindAsync(offered.Id));

        var ended = offered with
        {
            Status = JobStatus.Failed, LaneSlot = null, LastSeq = 7, ExitCode = 137, DurationMs = 12, ErrorCode = "x", ErrorMessage = "went\0wrong",
            Result = """{"a":"\u0000"}""", StartedAt = 50, FinishedAt = 60, CancelRequestedAt = 55, AbandonedUntil = 99, LogConflict = true, ChangedAt = 60,
        };
        Assert.True(await Jobs.MoveAsync(offered, ended, Audit(offered), epoch: null));
        Assert.Equal(ended with { Version = offered.Version + 1, ErrorMessage = "went\uFFFDwrong" }, await Jobs.FindAsync(offered.Id));
        Assert.Equal((1L, "failed", 7L), await Database.FirstAsync<(long, string, long)>("SELECT attempt, status, last_seq FROM job_attempts"));
    }

    [Fact]
    public async Task Of_two_that_move_the_same_version_one_wins_and_says_so_once()
    {
        var server = await Seed.ServerAsync();
        for (var round = 0; round < 20; round++)
        {
            var job = await Seed.JobAsync(server);
            var moves = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() =>
                Jobs.MoveAsync(job, job with { Status = JobStatus.Cancelled, FinishedAt = 1 }, Audit(job), epoch: null))));
            Assert.Single(moves, moved => moved);
            Assert.Equal(1, await AuditRowsAsync(job.Id, "job.move"));
        }
    }

    [Fact]
    public async Task Two_silos_that_move_the_same_version_do_not_both_win()
    {
        if (!IsPostgres)
            return;
        await using var other = await Database.OpenAsync(Records.Options, TimeProvider.System, CancellationToken.None);
        var server = await Seed.ServerAsync();
        for (var round = 0; round < 20; round++)
        {
            var job = await Seed.JobAsync(server);
            var moves = await Task.WhenAll(new[] { Database, other }.Select(silo => Task.Run(() =>
                new JobRecords(silo).MoveAsync(job, job with { Status = JobStatus.Expired, FinishedAt = 1 }, Audit(job), epoch: null))));
            Assert.Single(moves, moved => moved);
            Assert.Equal(1, await AuditRowsAsync(job.Id, "job.move"));
        }
    }

    [Fact]
    public async Task A_frame_of_an_older_epoch_changes_nothing()
    {
        var server = await Seed.ServerAsync();
        var old = await Seed.ConnectAsync(server.Id);
        var job = await Seed.OfferedAsync(server, old);
        var current = await Seed.ConnectAsync(server.Id);
        var running = job with { Status = JobStatus.Running };

        Assert.False(await Jobs.MoveAsync(job, running, Audit(job), old));
        Assert.Equal(0, await AuditRowsAsync(job.Id, "job.move"));
        Assert.Equal(job, await Jobs.FindAsync(job.Id));
        Assert.True(await Jobs.MoveAsync(job, running, Audit(job), current));
    }

    [Fact]
    public async Task A_lane_slot_has_one_holder()
    {
        var server = await Seed.ServerAsync();
        var epoch = await Seed.ConnectAsync(server.Id);
        var first = await Seed.OfferedAsync(server, epoch);
        var taken = await Assert.ThrowsAsync<RecordConflictException>(() => Seed.OfferedAsync(server, epoch));
        Assert.Equal("job_lane", taken.Constraint);
        await Seed.OfferedAsync(server, epoch, slot: 1);

        Assert.True(await Jobs.MoveAsync(first, first with { Status = JobStatus.Succeeded, LaneSlot = null }, Audit(first), epoch));
        var waiting = (await Jobs.UnsettledAsync(server.Id)).Single(j => j.Status == JobStatus.Queued);
        Assert.True(await Jobs.MoveAsync(waiting, Offered(waiting, epoch), Audit(waiting), epoch));
    }

    [Fact]
    public async Task A_job_is_not_offered_before_one_that_came_earlier_into_its_lane()
    {
        var server = await Seed.ServerAsync();
        var epoch = await Seed.ConnectAsync(server.Id);
        var (earlier, later, beside) = (await Seed.JobAsync(server), await Seed.JobAsync(server), await Seed.JobAsync(server, mutating: false));
        Assert.False(await Jobs.MoveAsync(later, Offered(later, epoch), Audit(later), epoch));
        Assert.True(await Jobs.MoveAsync(beside, Offered(beside, epoch) with { LaneSlot = 1 }, Audit(beside), epoch));

        var late = Offered(later, epoch) with { ChangedAt = earlier.QueueDeadline };
        Assert.True(await Jobs.MoveAsync(later, late, Audit(later), epoch));
    }

    private static JobRow Offered(JobRow job, long epoch) =>
        job with { Status = JobStatus.Offered, LaneSlot = 0, Attempt = 1, CommandId = Guid.NewGuid().ToString(), Epoch = epoch };

    [Fact]
    public async Task A_job_given_up_keeps_others_off_its_slot_until_it_is_freed()
    {
        var server = await Seed.ServerAsync();
        var (first, second) = (await Seed.JobAsync(server), await Seed.JobAsync(server));
        var givenUp = first with { Status = JobStatus.Lost, LaneSlot = 0, AbandonedUntil = long.MaxValue };
        Assert.True(await Jobs.MoveAsync(first, givenUp, Audit(first), null));
        var started = second with { Status = JobStatus.Running, LaneSlot = 0 };
        await Assert.ThrowsAsync<RecordConflictException>(() => Jobs.MoveAsync(second, started, Audit(second), null));
        var held = givenUp with { Version = first.Version + 1 };
        Assert.True(await Jobs.MoveAsync(held, held with { LaneSlot = null, AbandonedUntil = null }, Audit(first), null));
        Assert.True(await Jobs.MoveAsync(second, started, Audit(second), null));
    }

    [Fact]
    public async Task Without_its_audit_row_nothing_changes()
    {
        var server = await Seed.ServerAsync();
        var job = await Seed.JobAsync(server);
        await RefuseInsertsAsync("audit", "NEW.action = 'refused'");
        var another = Seed.NewJob(server);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            Jobs.MoveAsync(job, job with { Status = JobStatus.Cancelled }, Audit(job, "refused"), null));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Jobs.CreateAsync(another, Audit(another, "refused"), null, 10));
        Assert.Equal(job, await Jobs.FindAsync(job.Id));
        Assert.Null(await Jobs.FindAsync(another.Id));
    }

    [Fact]
    public async Task The_queue_is_capped_however_many_come_at_once()
    {
        const int Cap = 10;
        var server = await Seed.ServerAsync();
        Database[] silos = IsPostgres
            ? [Database, await Database.OpenAsync(Records.Options, TimeProvider.System, CancellationToken.None)]
            : [Database];
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() =>
        {
            var job = Seed.NewJob(server);
            return new JobRecords(silos[i % silos.Length]).CreateAsync(job, Audit(job, "job.create"), null, Cap);
        })));
        foreach (var other in silos.Skip(1))
            await other.DisposeAsync();

        Assert.Equal(Cap, outcomes.Count(o => o == CreateOutcome.Created));
        Assert.Equal(30, outcomes.Count(o => o == CreateOutcome.QueueFull));
        Assert.Equal(Cap, await ScalarAsync<long>("SELECT count(*) FROM audit WHERE action = 'job.create'"));
        Assert.Equal((Cap, 0), (await Jobs.CountsAsync([server.Id]))[server.Id]);
    }

    [Fact]
    public async Task A_place_that_is_taken_gives_way_to_the_next_one()
    {
        var server = await Seed.ServerAsync();
        var first = Seed.NewJob(server) with { Place = 5 };
        var second = Seed.NewJob(server) with { Place = 5 };
        await Jobs.CreateAsync(first, Audit(first), null, 10);
        await Jobs.CreateAsync(second, Audit(second), null, 10);
        Assert.Equal([(first.Id, 5L), (second.Id, 6L)], (await Jobs.UnsettledAsync(server.Id)).Select(j => (j.Id, j.Place)));
    }

    [Fact]
    public async Task The_same_job_again_is_created_already()
    {
        var server = await Seed.ServerAsync();
        var job = await Seed.JobAsync(server);
        Assert.Equal(CreateOutcome.Created, await Jobs.CreateAsync(job, Audit(job, "job.create"), null, 10));
        Assert.Equal(1, await AuditRowsAsync(job.Id, "job.create"));
    }

    [Fact]
    public async Task A_server_that_is_gone_or_foreign_takes_no_job()
    {
        var server = await Seed.ServerAsync();
        var foreign = Seed.NewJob(server) with { WorkspaceId = await Seed.WorkspaceAsync() };
        Assert.Equal(CreateOutcome.ServerGone, await Jobs.CreateAsync(foreign, Audit(foreign), null, 10));
        await new ServerRecords(Database).DeleteAsync(server, Seed.Entry(server.WorkspaceId, "server.delete"));
        var late = Seed.NewJob(server);
        Assert.Equal(CreateOutcome.ServerGone, await Jobs.CreateAsync(late, Audit(late), null, 10));
    }

    [Fact]
    public async Task One_key_makes_one_job_and_keeps_its_answer()
    {
        var (server, elsewhere) = (await Seed.ServerAsync(), await Seed.ServerAsync());
        var key = new IdempotencyCommit("usr_1", "key-1", [1, 2], 202, "{}", "/v1/jobs/x", Now: 1_000);
        var outcomes = await Task.WhenAll(new[] { server, elsewhere, server, elsewhere }.Select(s => Task.Run(() =>
        {
            var job = Seed.NewJob(s);
            return Jobs.CreateAsync(job, Audit(job), key, 10);
        })));
        Assert.Single(outcomes, o => o == CreateOutcome.Created);
        Assert.Equal(3, outcomes.Count(o => o == CreateOutcome.KeyTaken));
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM jobs"));
        Assert.Equal((202L, "{}", "/v1/jobs/x"), await Database.FirstAsync<(long, string, string)>("SELECT status, answer, location FROM idempotency"));
    }

    [Fact]
    public async Task A_key_of_a_job_that_was_refused_may_be_tried_again()
    {
        var server = await Seed.ServerAsync();
        var key = new IdempotencyCommit("usr_1", "key-1", [1, 2], 202, "{}", null, Now: 1_000);
        var job = Seed.NewJob(server);
        Assert.Equal(CreateOutcome.QueueFull, await Jobs.CreateAsync(job, Audit(job), key, maxQueued: 0));
        Assert.Equal(CreateOutcome.Created, await Jobs.CreateAsync(job, Audit(job), key, maxQueued: 1));
    }

    [Fact]
    public async Task A_transition_and_the_answer_of_its_key_commit_together_or_not_at_all()
    {
        var server = await Seed.ServerAsync();
        var (job, other) = (await Seed.JobAsync(server), await Seed.JobAsync(server));
        var key = new IdempotencyCommit("usr_1", "key-1", [1, 2], 202, "{}", "/v1/jobs/x", Now: 1_000);

        Assert.Equal(Effect.Missed, await CancelAsync(job with { Version = 9 }, key));
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM idempotency WHERE status <> 0"));
        Assert.Equal(Effect.Done, await CancelAsync(job, key));
        Assert.Equal((202L, "{}", "/v1/jobs/x"), await Database.FirstAsync<(long, string, string)>("SELECT status, answer, location FROM idempotency"));
        Assert.Equal(Effect.KeyTaken, await CancelAsync(other, key));
        Assert.Equal(other, await Jobs.FindAsync(other.Id));
    }

    [Fact]
    public async Task Unsettled_jobs_are_those_that_may_still_hold_something()
    {
        var server = await Seed.ServerAsync();
        var epoch = await Seed.ConnectAsync(server.Id);
        var queued = await Seed.JobAsync(server);
        var offered = await Seed.OfferedAsync(server, epoch, slot: 1);
        var now = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        var abandoned = await EndAsync(await Seed.JobAsync(server), JobStatus.Lost, abandonedUntil: now);
        await EndAsync(await Seed.JobAsync(server), JobStatus.Lost, abandonedUntil: 1);
        await EndAsync(await Seed.JobAsync(server), JobStatus.Succeeded, null);

        Assert.Equal([queued.Id, offered.Id, abandoned.Id], (await Jobs.UnsettledAsync(server.Id)).Select(j => j.Id));
    }

    [Fact]
    public async Task A_command_of_any_attempt_leads_to_its_job()
    {
        var server = await Seed.ServerAsync();
        var epoch = await Seed.ConnectAsync(server.Id);
        var first = await Seed.OfferedAsync(server, epoch);
        var again = first with { Attempt = 2, CommandId = "second" };
        Assert.True(await Jobs.MoveAsync(first, again, Audit(first), epoch));

        Assert.Equal("second", Assert.Single(await Jobs.ByCommandsAsync(server.Id, [first.CommandId!, "second", "bad\0"])).CommandId);
        Assert.Empty(await Jobs.ByCommandsAsync("srv_other", [first.CommandId!]));
        Assert.Empty(await Jobs.ByCommandsAsync(server.Id, []));
    }

    [Fact]
    public async Task Nothing_of_another_workspace_is_found()
    {
        var (server, other) = (await Seed.ServerAsync(), await Seed.ServerAsync());
        var job = await Seed.JobAsync(server);
        Assert.NotNull(await Jobs.FindAsync(server.WorkspaceId, job.Id));
        Assert.Null(await Jobs.FindAsync(other.WorkspaceId, job.Id));
        Assert.Null(await Jobs.FindAsync(server.WorkspaceId, "job_\0"));
        Assert.Empty((await Jobs.ListAsync(other.WorkspaceId, new JobFilter(), 10, null)).Rows);
        Assert.Empty((await Jobs.ListAsync(other.WorkspaceId, new JobFilter { ServerId = server.Id }, 10, null)).Rows);
    }

    [Fact]
    public async Task A_list_is_paged_newest_first_without_a_gap()
    {
        var server = await Seed.ServerAsync();
        var made = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            // Two of each time, so that the id decides.
            var job = Seed.NewJob(server) with { CreatedAt = 100 + i / 2 };
            await Jobs.CreateAsync(job, Audit(job), null, 100);
            made.Add(job.Id);
        }
        var seen = new List<JobRow>();
        string? cursor = null;
        do
        {
            var (rows, next) = await Jobs.ListAsync(server.WorkspaceId, new JobFilter(), 2, cursor);
            seen.AddRange(rows);
            cursor = next;
        }
        while (cursor is not null);
        Assert.Equal(made.Order(), seen.Select(j => j.Id).Order());
        Assert.Equal(seen.Select(j => j.CreatedAt).OrderDescending(), seen.Select(j => j.CreatedAt));
        await Assert.ThrowsAsync<FormatException>(() => Jobs.ListAsync(server.WorkspaceId, new JobFilter(), 2, "garbage"));
    }

    [Fact]
    public async Task A_list_is_filtered_by_each_of_its_filters()
    {
        var (server, workspace) = (await Seed.ServerAsync(), "");
        workspace = server.WorkspaceId;
        var job = Seed.NewJob(server) with { SiteId = "site_1", Kind = "shell.run", CreatedAt = 500 };
        await Jobs.CreateAsync(job, Audit(job), null, 10);
        await Jobs.MoveAsync(job, job with { Status = JobStatus.Cancelled }, Audit(job), null);
        await Seed.JobAsync(server);
        await Seed.JobAsync(await Seed.ServerAsync(workspace));

        async Task OnlyAsync(JobFilter filter) => Assert.Equal([job.Id], (await Jobs.ListAsync(workspace, filter, 10, null)).Rows.Select(j => j.Id));
        await OnlyAsync(new JobFilter { SiteId = "site_1" });
        await OnlyAsync(new JobFilter { Kind = "shell.run" });
        await OnlyAsync(new JobFilter { Status = JobStatus.Cancelled });
        await OnlyAsync(new JobFilter { From = 400, To = 600 });
        Assert.Equal(2, (await Jobs.ListAsync(workspace, new JobFilter { ServerId = server.Id }, 10, null)).Rows.Count);
    }

    [Fact]
    public async Task Servers_with_overdue_work_come_first()
    {
        var (calm, due) = (await Seed.ServerAsync(), await Seed.ServerAsync());
        await Seed.JobAsync(calm);
        var late = Seed.NewJob(due) with { QueueDeadline = 10 };
        await Jobs.CreateAsync(late, Audit(late), null, 10);
        await Seed.ServerAsync();
        Assert.Equal([due.Id, calm.Id], await Jobs.ServersWithDueWorkAsync(now: 11, limit: 10));
        Assert.Equal([due.Id], await Jobs.ServersWithDueWorkAsync(now: 11, limit: 1));
    }

    private Task<Effect> CancelAsync(JobRow job, IdempotencyCommit key) =>
        Jobs.MoveAsync(job, job with { Status = JobStatus.Cancelled, FinishedAt = 1 }, Audit(job), epoch: null, key);

    private async Task<JobRow> EndAsync(JobRow job, string status, long? abandonedUntil)
    {
        Assert.True(await Jobs.MoveAsync(job, job with { Status = status, FinishedAt = 1, AbandonedUntil = abandonedUntil }, Audit(job), null));
        return job;
    }
}

public sealed class SqliteJobRecordsTests() : JobRecordsTests(postgres: false);

public sealed class PostgresJobRecordsTests() : JobRecordsTests(postgres: true);
