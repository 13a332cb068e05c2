using MzPanel.EndToEnd.Tests.Agents;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>Nothing assumes a single silo: the agent is on one node, the people are on the other.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private static readonly string[] Lines = ["over", "two", "nodes"];
    private readonly TwoNodes nodes = new();
    private Owner owner = null!;

    public async ValueTask InitializeAsync()
    {
        await nodes.StartAsync();
        owner = await Owner.SetUpAsync(nodes.Addresses[0], nodes.SetupToken);
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await nodes.DisposeAsync();
    }

    [Fact]
    public async Task A_job_asked_for_on_one_node_runs_on_an_agent_of_the_other_and_is_watched_from_here()
    {
        var (serverId, install) = await owner.ServerAsync();
        await using var agent = new ForeignAgent(nodes.Addresses[1], await owner.RegisterAsync(install), full: true, Lines);
        // Asked before the agent is there: the grain wakes up on the wrong node and has to follow the socket.
        var first = await owner.JobAsync(serverId, "system.info");
        var watching = owner.Http.GetStringAsync($"/v1/jobs/{first}/logs/stream");
        agent.Start();
        Assert.Contains("event: end", await watching.WaitAsync(TimeSpan.FromSeconds(60)), StringComparison.Ordinal);
        var second = await owner.JobAsync(serverId, "system.info");
        foreach (var jobId in (string[])[first, second])
        {
            Assert.Equal("succeeded", (await owner.EndedAsync(jobId)).GetProperty("status").GetString());
            await Until.Async(async () => (await owner.GetAsync($"/v1/jobs/{jobId}")).GetProperty("log").GetProperty("complete").GetBoolean());
            Assert.Equal("over\ntwo\nnodes\n", await owner.Http.GetStringAsync($"/v1/jobs/{jobId}/logs.txt"));
        }
        Assert.Equal("online", (await owner.GetAsync($"/v1/servers/{serverId}")).GetProperty("status").GetString());
    }
}
