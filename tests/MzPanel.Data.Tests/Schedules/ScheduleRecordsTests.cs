using Microsoft.Extensions.Time.Testing;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Jobs;
using MzPanel.Data.Schedules;
using MzPanel.Data.Servers;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Schedules;

public abstract class ScheduleRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private const long Due = 1_000_000;

    private ScheduleRecords Schedules => new(Database);

    [Fact]
    public async Task Of_many_silos_that_find_the_same_time_due_one_claims_it()
    {
        var (server, schedule) = await MadeAsync();

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ClaimAsync(schedule, server.Id)));

        Assert.Single(claims, claim => claim.Won);
        var run = Assert.Single(await Schedules.ClaimedAsync(long.MaxValue, 10));
        Assert.Equal((claims.Single(c => c.Won).Job, server.Id, Due), (run.JobId, run.ServerId, run.DueAt));
        var row = (await Schedules.FindAsync(schedule.Id))!;
        Assert.Equal((Due + 60, Due, 1, 0, 0, 1L), (row.NextRunAt!.Value, row.LastDueAt!.Value, row.LastJobs, row.LastSkipped, row.LastRefused, row.Version));
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM audit WHERE action = 'schedule.run'"));
    }

    [Fact]
    public async Task A_schedule_that_was_changed_or_deleted_meanwhile_is_not_claimed()
    {
        var (server, schedule) = await MadeAsync();
        Assert.True(await Schedules.UpdateAsync(schedule, schedule with { Name = "other" }, Entry(schedule)));
        Assert.False((await ClaimAsync(schedule, server.Id)).Won);

        var changed = (await Schedules.FindAsync(schedule.Id))!;
        Assert.True(await Schedules.DeleteAsync(changed, Entry(schedule)));

        Assert.False((await ClaimAsync(changed, server.Id)).Won);
        Assert.Empty(await Schedules.ClaimedAsync(long.MaxValue, 10));
    }

    [Fact]
    public async Task A_change_that_leaves_the_clock_alone_does_not_bring_back_a_run_that_was_claimed_meanwhile()
    {
        var (server, schedule) = await MadeAsync();
        Assert.True((await ClaimAsync(schedule, server.Id)).Won);

        Assert.True(await Schedules.UpdateAsync(schedule, schedule with { Name = "other" }, Entry(schedule)));

        Assert.Equal(Due + 60, (await Schedules.FindAsync(schedule.Id))!.NextRunAt);
    }

    [Fact]
    public async Task A_claim_is_found_until_somebody_notes_what_became_of_it()
    {
        var (server, schedule) = await MadeAsync();
        await ClaimAsync(schedule, server.Id);
        var run = Assert.Single(await Schedules.ClaimedAsync(long.MaxValue, 10));
        Assert.Empty(await Schedules.ClaimedAsync(0, 10));

        await Schedules.SubmittedAsync(run);
        await Schedules.RefusedAsync(run, "too late");

        Assert.Empty(await Schedules.ClaimedAsync(long.MaxValue, 10));
        Assert.Equal((1, 0, null), await LastAsync(schedule));
    }

    [Fact]
    public async Task A_job_that_several_silos_find_refused_at_once_counts_as_refused_once()
    {
        var (server, schedule) = await MadeAsync();
        await ClaimAsync(schedule, server.Id);
        var run = Assert.Single(await Schedules.ClaimedAsync(long.MaxValue, 10));

        await Silos.AtOnceAsync(Records, $"UPDATE schedules SET id = id WHERE id = '{schedule.Id}'", silo => new ScheduleRecords(silo).RefusedAsync(run, "The queue is full."));

        Assert.Equal((0, 1, "The queue is full."), await LastAsync(schedule));
    }

    [Fact]
    public async Task A_job_that_is_there_after_all_does_not_count_as_refused()
    {
        var (server, schedule) = await MadeAsync();
        var (_, id) = await ClaimAsync(schedule, server.Id);
        await SubmitAsync(server, id);

        await Schedules.RefusedAsync(Assert.Single(await Schedules.ClaimedAsync(long.MaxValue, 10)), "gone");

        Assert.Equal((1, 0, null), await LastAsync(schedule));
        Assert.Empty(await Schedules.ClaimedAsync(long.MaxValue, 10));
    }

    [Fact]
    public async Task A_claim_is_held_while_the_schedule_is_what_it_was_made_for()
    {
        var (server, schedule) = await MadeAsync();
        await ClaimAsync(schedule, server.Id);
        var claim = Assert.Single(await Schedules.ClaimedAsync(long.MaxValue, 10));
        await ExecuteAsync("UPDATE schedule_runs SET claimed_at = 1");

        Assert.True(await Schedules.HoldAsync(schedule.Id, claim.Version!.Value, [claim]));
        Assert.Empty(await Schedules.ClaimedAsync(1, 10));
        Assert.True(await Schedules.UpdateAsync(schedule, schedule with { Name = "other" }, Entry(schedule)));
        var renamed = (await Schedules.FindAsync(schedule.Id))!;
        Assert.Equal(renamed.Version, Assert.Single(await Schedules.ClaimedAsync(long.MaxValue, 10)).Version);
        Assert.True(await Schedules.UpdateAsync(renamed, renamed with { Enabled = false, NextRunAt = null }, Entry(schedule)));

        Assert.NotEqual((await Schedules.FindAsync(schedule.Id))!.Version, Assert.Single(await Schedules.ClaimedAsync(long.MaxValue, 10)).Version);
        Assert.False(await Schedules.HoldAsync(schedule.Id, renamed.Version, [claim]));
    }

    [Fact]
    public async Task A_claim_of_a_clock_that_was_ahead_is_found_too()
    {
        var (server, schedule) = await MadeAsync();
        await ClaimAsync(schedule, server.Id);

        Assert.Single(await Schedules.ClaimedAsync(0, 10, ahead: 1));
    }

    [Fact]
    public async Task A_run_that_lies_ahead_of_the_clock_is_reckoned_anew_unless_it_was_changed_meanwhile()
    {
        var (server, schedule) = await MadeAsync();
        await ClaimAsync(schedule, server.Id);
        await ExecuteAsync($"UPDATE schedules SET last_at = {Due + 500}");
        Assert.Empty(await Schedules.AheadAsync(Due, Due + 500, 10));
        Assert.Empty(await Schedules.AheadAsync(Due + 60, Due, 10));
        var ahead = Assert.Single(await Schedules.AheadAsync(Due, Due, 10));

        await Schedules.RecallAsync(ahead, Due + 7);
        await Schedules.RecallAsync(ahead, Due + 8);

        var row = (await Schedules.FindAsync(schedule.Id))!;
        Assert.Equal((Due + 7, true), (row.NextRunAt, row.LastAt != Due + 500));
    }

    [Fact]
    public async Task A_time_that_comes_once_more_after_the_clock_was_ahead_runs()
    {
        var (server, schedule) = await MadeAsync();
        var (_, first) = await ClaimAsync(schedule, server.Id);
        await SubmitAsync(server, first);
        await Schedules.SubmittedAsync(Assert.Single(await Schedules.ClaimedAsync(long.MaxValue, 10)));
        await ExecuteAsync($"UPDATE schedules SET next_run_at = {Due}");

        Assert.True((await ClaimAsync((await Schedules.FindAsync(schedule.Id))!, server.Id)).Won);

        Assert.NotEqual(first, Assert.Single(await Schedules.ClaimedAsync(long.MaxValue, 10)).JobId);
    }

    [Fact]
    public async Task A_server_is_busy_until_the_job_of_an_earlier_run_has_ended_and_then_forgotten()
    {
        var (server, schedule) = await MadeAsync();
        var (_, id) = await ClaimAsync(schedule, server.Id);
        Assert.Equal([server.Id], await Schedules.BusyAsync(schedule.Id));

        var job = await SubmitAsync(server, id);
        await Schedules.SubmittedAsync(Assert.Single(await Schedules.ClaimedAsync(long.MaxValue, 10)));
        Assert.Equal([server.Id], await Schedules.BusyAsync(schedule.Id));
        await ClaimAsync((await Schedules.FindAsync(schedule.Id))!);
        Assert.Equal([server.Id], await Schedules.BusyAsync(schedule.Id));

        await new JobRecords(Database).MoveAsync(job, job with { Status = JobStatus.Succeeded, FinishedAt = 1 }, Entry(schedule), null);
        Assert.Empty(await Schedules.BusyAsync(schedule.Id));
        await ClaimAsync((await Schedules.FindAsync(schedule.Id))!);
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM schedule_runs"));
    }

    [Fact]
    public async Task A_run_without_a_next_one_disables_the_schedule()
    {
        var (_, schedule) = await MadeAsync();

        Assert.True(await Schedules.ClaimAsync(schedule, new ScheduleRun { Jobs = [], Refused = 1, Message = "gone" }, Entry(schedule)));

        var row = (await Schedules.FindAsync(schedule.Id))!;
        Assert.Equal((false, null, "gone", 2L), (row.Enabled, row.NextRunAt, row.LastMessage, row.Version));
        Assert.Empty(await Schedules.DueAsync(long.MaxValue, 10));
    }

    [Fact]
    public async Task What_is_due_is_found_the_longest_waiting_first_and_nothing_else()
    {
        var (server, first) = await MadeAsync();
        var second = await AddAsync(server, row => row with { NextRunAt = Due - 5 });
        await AddAsync(server, row => row with { NextRunAt = Due + 1 });
        await AddAsync(server, row => row with { NextRunAt = null, Enabled = false });

        Assert.Equal([second.Id, first.Id], (await Schedules.DueAsync(Due, 10)).Select(s => s.Id));
        var longest = Assert.Single(await Schedules.DueAsync(Due, 1));
        Assert.Equal([first.Id], (await Schedules.DueAsync(Due, 10, longest)).Select(s => s.Id));
        var third = await AddAsync(server, row => row with { Id = first.Id + "0" });
        Assert.Equal([third.Id], (await Schedules.DueAsync(Due, 10, first)).Select(s => s.Id));
    }

    [Fact]
    public async Task Under_one_key_one_schedule_is_made()
    {
        var server = await Seed.ServerAsync();
        var key = new IdempotencyCommit("usr_1", "k", [1], 201, "{}", "/v1/schedules/x", 1);

        var effects = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Schedules.AddAsync(Row(server), Seed.Entry(server.WorkspaceId, "schedule.create"), key)));

        Assert.Equal(1, effects.Count(effect => effect == Effect.Done));
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM schedules"));
    }

    [Fact]
    public async Task A_scope_of_servers_holds_their_schedules_and_own_ones_of_tags()
    {
        var (server, schedule) = await MadeAsync();
        var other = await Seed.ServerAsync(server.WorkspaceId);
        await AddAsync(other, row => row);
        var own = await AddAsync(server, row => row with { ServerId = null, Tag = "web" });
        await AddAsync(server, row => row with { ServerId = null, Tag = "web", UserId = "usr_2" });

        var filter = new ScheduleFilter { WithinServers = [server.Id], OwnOf = "usr_1" };
        Assert.Equal(new[] { schedule.Id, own.Id }.Order(), (await Schedules.ListAsync(server.WorkspaceId, filter, 10, null)).Rows.Select(r => r.Id).Order());
        Assert.Equal([own.Id], (await Schedules.ListAsync(server.WorkspaceId, filter with { Tag = "web" }, 10, null)).Rows.Select(r => r.Id));
        Assert.Empty((await Schedules.ListAsync(server.WorkspaceId, new ScheduleFilter { WithinServers = [], OwnOf = "usr_3" }, 10, null)).Rows);
        Assert.Equal(4, (await Schedules.ListAsync(server.WorkspaceId, new ScheduleFilter { Enabled = true }, 10, null)).Rows.Count);
        Assert.Empty((await Schedules.ListAsync("wks_other", new ScheduleFilter(), 10, null)).Rows);
    }

    private protected async Task<(ServerRow Server, ScheduleRow Schedule)> MadeAsync()
    {
        var server = await Seed.ServerAsync();
        return (server, await AddAsync(server, row => row));
    }

    private async Task<ScheduleRow> AddAsync(ServerRow server, Func<ScheduleRow, ScheduleRow> but)
    {
        var row = but(Row(server));
        Assert.Equal(Effect.Done, await Schedules.AddAsync(row, Seed.Entry(server.WorkspaceId, "schedule.create"), null));
        return (await Schedules.FindAsync(server.WorkspaceId, row.Id))!;
    }

    private static ScheduleRow Row(ServerRow server) => new()
    {
        Id = RecordId.New("sch"), WorkspaceId = server.WorkspaceId, Name = "nightly", ServerId = server.Id, Kind = "system.info", Args = "{}", Cron = "* * * * *",
        TimeZone = "UTC", Overlap = ScheduleOverlap.Skip, Enabled = true, UserId = "usr_1", CallerName = "a@example.com", NextRunAt = Due, CreatedAt = 1,
    };

    private async Task<(bool Won, string Job)> ClaimAsync(ScheduleRow schedule, params string[] servers)
    {
        var job = RecordId.New("job");
        var run = new ScheduleRun { Jobs = [.. servers.Select(server => new ServerJob(server, job))], NextRunAt = schedule.NextRunAt + 60 };
        return (await Schedules.ClaimAsync(schedule, run, Entry(schedule)), job);
    }

    private async Task<JobRow> SubmitAsync(ServerRow server, string id)
    {
        var job = Seed.NewJob(server) with { Id = id };
        Assert.Equal(CreateOutcome.Created, await new JobRecords(Database).CreateAsync(job, Seed.Entry(server.WorkspaceId, "job.create"), null, 100));
        return job;
    }

    private async Task<(int Jobs, int Refused, string? Message)> LastAsync(ScheduleRow schedule) =>
        (await Schedules.FindAsync(schedule.Id))! is var row ? (row.LastJobs, row.LastRefused, row.LastMessage) : default;

    private static Data.Audit.AuditEntry Entry(ScheduleRow schedule) => Seed.Entry(schedule.WorkspaceId, "schedule.run");
}

public sealed class SqliteScheduleRecordsTests() : ScheduleRecordsTests(postgres: false);

public sealed class PostgresScheduleRecordsTests() : ScheduleRecordsTests(postgres: true)
{
    [Fact]
    public async Task A_silo_whose_clock_is_ahead_goes_by_that_of_the_database()
    {
        await using var ahead = await Database.OpenAsync(Records.Options, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(300)), CancellationToken.None);
        var (server, schedule) = await MadeAsync();
        var (from, to) = (TimeProvider.System.GetUtcNow().AddMinutes(-10), TimeProvider.System.GetUtcNow().AddMinutes(10));

        var run = new ScheduleRun { Jobs = [new ServerJob(server.Id, RecordId.New("job"))], NextRunAt = schedule.NextRunAt + 60 };
        Assert.True(await new ScheduleRecords(ahead).ClaimAsync(schedule, run, Seed.Entry(schedule.WorkspaceId, "schedule.run")));

        Assert.InRange(await ahead.ClockAsync(), from, to);
        var row = (await new ScheduleRecords(ahead).FindAsync(schedule.Id))!;
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(row.LastAt!.Value), from, to);
        Assert.Single(await new ScheduleRecords(ahead).ClaimedAsync(to.ToUnixTimeMilliseconds(), 10));
    }
}
