using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Grains.Servers;
using MzPanel.Grains.Tests.Cluster;
using MzPanel.Testing;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>What is left of a server that was deleted while its agent was connected.</summary>
public sealed class DeletedServerTests : IAsyncLifetime
{
    private GrainSilo silo = null!;
    private TestAgent agent = null!;
    private ServerRow server = null!;

    public async ValueTask InitializeAsync()
    {
        silo = await GrainSilo.StartAsync(options => (options.LostMinutes, options.JudgeFreeMinutes) = (1, 0));
        server = await silo.ServerAsync();
        agent = new TestAgent(silo, server);
        await agent.ConnectAsync([]);
    }

    public ValueTask DisposeAsync() => silo.DisposeAsync();

    [Fact]
    public async Task Its_running_job_becomes_lost_in_time()
    {
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.AckAsync(jobId, command);
        await DeleteAsync();

        await Until.Async(async () => (await silo.Jobs.FindAsync(jobId))!.Status == JobStatus.Lost, () => silo.Time.Advance(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task It_leaves_the_brake_to_the_servers_that_are_there()
    {
        await DeleteAsync();
        // Long enough for its link to count as broken, short enough for the brake to be in its first minute.
        for (var i = 0; i < 100; i++)
        {
            silo.Time.Advance(TimeSpan.FromMilliseconds(300));
            await agent.Server.Reconcile();
        }

        var brake = silo.Grains.GetGrain<ISweepBrakeGrain>(ISweepBrakeGrain.Key);
        for (var i = 0; i < 18; i++)
            Assert.Equal(BrakeReply.Pass, await brake.TryPass());
    }

    private async Task DeleteAsync()
    {
        var records = new ServerRecords(silo.Database);
        Assert.True(await records.DeleteAsync((await records.FindAsync(server.Id))!, Seed.Entry(server.WorkspaceId, "server.delete")));
        await agent.Server.Drop("The server was removed from MzPanel.");
        await agent.DisconnectAsync();
    }
}
