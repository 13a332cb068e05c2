using Microsoft.Extensions.Time.Testing;
using MzPanel.Data;
using MzPanel.Data.Schedules;
using MzPanel.Grains;
using MzPanel.Silo.Schedules;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Schedules;

/// <summary>Alone with its panel: what it breaks is in the way of every sweep.</summary>
public sealed class ScheduleSweepTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task No_fault_ends_the_sweep_and_those_that_cannot_run_hold_up_none_that_can()
    {
        var tenant = await panel.TenantAsync();
        await tenant.JoinAsync();
        var server = (await tenant.ServerAsync()).Id;
        var (good, bad) = (await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server)), await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server)));
        // More of them than a sweep takes at once, and due before the other.
        await WriteAsync("UPDATE schedules SET cron = 'none', next_run_at = next_run_at - 1 WHERE id = @id", bad);
        await WriteAsync("""
            INSERT INTO schedules SELECT n.value || id, workspace_id, name, server_id, tag, kind, args, sealed_args, timeout_s, queue_ttl_s, cron, time_zone, overlap, enabled, user_id,
              token_id, caller_name, next_run_at, last_at, last_due_at, last_jobs, last_skipped, last_refused, last_message, created_at, version, stamp
            FROM schedules, (WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 150) SELECT value FROM n) n WHERE id = @id
            """, bad);
        // No number of jobs is so great: it cannot be read.
        await WriteAsync("UPDATE schedules SET last_jobs = 99999999999 WHERE id = @id", bad);
        panel.Time.Advance(TimeSpan.FromMinutes(1));
        var (time, log) = (new FakeTimeProvider(), new FirstFault<ScheduleSweep>());
        using var sweep = new ScheduleSweep(panel.Service<DueSchedules>(), panel.Database, new Jitter(new Random(1)), time, log);

        await sweep.StartAsync(TestContext.Current.CancellationToken);
        Assert.IsNotType<StorageException>(await log.Fault);
        await WriteAsync("UPDATE schedules SET last_jobs = 0 WHERE id = @id", bad);
        await Until.Async(async () => await panel.Database.FirstAsync<long>("SELECT count(*) FROM jobs WHERE server_id = @server", new { server }) == 1,
            () => time.Advance(TimeSpan.FromSeconds(5)));
        await sweep.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, (await panel.Service<ScheduleRecords>().FindAsync(good))!.LastJobs);
    }

    private async Task WriteAsync(string sql, string id) => await panel.Database.Control.WriteAsync([new(sql, ("id", id))]);
}
