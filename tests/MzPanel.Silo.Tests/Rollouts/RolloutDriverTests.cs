using Microsoft.Extensions.Time.Testing;
using MzPanel.Data;
using MzPanel.Grains;
using MzPanel.Silo.Rollouts;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Rollouts;

/// <summary>Alone with its panel: what it breaks is in the way of every turn.</summary>
public sealed class RolloutDriverTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task No_fault_ends_the_drive()
    {
        var tenant = await panel.TenantAsync();
        await tenant.JoinAsync();
        await tenant.SendAsync("POST", "/v1/rollouts", new { server_ids = new[] { (await tenant.ServerAsync()).Id }, kind = "system.info" });
        // No number of servers is so great: it cannot be read.
        await WriteAsync("UPDATE rollouts SET forgiven = 99999999999");
        var (time, log) = (new FakeTimeProvider(), new FirstFault<RolloutDriver>());
        using var driver = new RolloutDriver(panel.Service<RolloutDrive>(), new RolloutBell(), panel.Database, new Jitter(new Random(1)), time, log);

        await driver.StartAsync(TestContext.Current.CancellationToken);
        Assert.IsNotType<StorageException>(await log.Fault);
        await WriteAsync("UPDATE rollouts SET forgiven = 0");
        await Until.Async(async () => await panel.Database.FirstAsync<long>("SELECT count(*) FROM jobs") == 1, () => time.Advance(TimeSpan.FromSeconds(3)));
        await driver.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("running", await panel.Database.FirstAsync<string>("SELECT status FROM rollouts"));
    }

    private async Task WriteAsync(string sql) => await panel.Database.Control.WriteAsync([new(sql)]);
}
