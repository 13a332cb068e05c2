using MzPanel.Data;
using MzPanel.Data.Schedules;
using MzPanel.Silo.Schedules;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Schedules;

/// <summary>Alone with its panel: the clock is set back here.</summary>
public sealed class ScheduleClockTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_clock_that_was_ahead_for_a_moment_does_not_silence_schedules()
    {
        var tenant = await panel.TenantAsync();
        await tenant.JoinAsync();
        var id = await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body((await tenant.ServerAsync()).Id));
        var now = panel.Time.GetUtcNow();

        panel.Time.AdjustTime(now.AddDays(300));
        await SweepAsync();
        panel.Time.AdjustTime(now.AddMinutes(2));
        await SweepAsync();
        panel.Time.Advance(TimeSpan.FromMinutes(2));
        await SweepAsync();

        var row = (await panel.Service<ScheduleRecords>().FindAsync(id))!;
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(row.NextRunAt!.Value), panel.Time.GetUtcNow(), panel.Time.GetUtcNow().AddMinutes(1));
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(row.LastDueAt!.Value), now.AddMinutes(2), panel.Time.GetUtcNow());
    }

    [Fact]
    public async Task A_claim_made_while_the_clock_was_ahead_is_submitted()
    {
        var tenant = await panel.TenantAsync();
        await tenant.JoinAsync();
        var server = (await tenant.ServerAsync()).Id;
        var id = await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server));
        var now = panel.Time.GetUtcNow();

        panel.Time.AdjustTime(now.AddHours(3));
        var schedules = panel.Service<ScheduleRecords>();
        var due = (await schedules.FindAsync(id))!;
        var run = new ScheduleRun { Jobs = [new ServerJob(server, RecordId.New("job"))], NextRunAt = due.NextRunAt + (long)TimeSpan.FromDays(1).TotalMilliseconds };
        await schedules.ClaimAsync(due, run, Seed.Entry(due.WorkspaceId, "schedule.run"));
        panel.Time.AdjustTime(now.AddMinutes(5));
        await SweepAsync();

        Assert.Equal(1, await panel.Database.FirstAsync<long>("SELECT count(*) FROM jobs WHERE server_id = @server", new { server }));
    }

    private Task SweepAsync() => panel.Service<DueSchedules>().SweepAsync(() => { }, CancellationToken.None);
}
