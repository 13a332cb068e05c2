using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains;
using MzPanel.Silo.Rollouts;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Rollouts;

/// <summary>Alone with its panel, whose rollouts nothing else drives.</summary>
public sealed class RolloutBellTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task What_somebody_asks_for_here_begins_at_once()
    {
        var (tenant, standing) = (await panel.TenantAsync(), new FakeTimeProvider());
        await tenant.JoinAsync();
        using var driver = new RolloutDriver(panel.Service<RolloutDrive>(), panel.Service<RolloutBell>(), panel.Database, new Jitter(new Random(1)), standing,
            new FirstFault<RolloutDriver>());
        await driver.StartAsync(TestContext.Current.CancellationToken);

        // The first may be found by the first turn; the second comes after one.
        for (var rollout = 0; rollout < 2; rollout++)
        {
            var server = (await tenant.ServerAsync()).Id;
            await tenant.SendAsync("POST", "/v1/rollouts", new { server_ids = new[] { server }, kind = "system.info" });
            await Until.Async(async () => await panel.Database.FirstAsync<long>("SELECT count(*) FROM jobs WHERE server_id = @server", new { server }) == 1);
        }

        await driver.StopAsync(TestContext.Current.CancellationToken);
    }
}
