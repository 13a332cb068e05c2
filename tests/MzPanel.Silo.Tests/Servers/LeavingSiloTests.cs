using MzPanel.Silo.Tests.Agents;
using MzPanel.Silo.Tests.Hosting;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Servers;

/// <summary>When a silo leaves, grains of the others lose their place in the directory and end; their agents notice nothing.</summary>
public sealed class LeavingSiloTests
{
    private const int Agents = 12;

    [Fact]
    public async Task Agents_of_the_silos_that_stay_go_on_working()
    {
        await using var nodes = await Nodes.StartAsync(3, "--Agents:HeartbeatSeconds=300");
        var servers = new List<(string Id, RawAgent Agent)>();
        for (var i = 0; i < Agents; i++)
        {
            var (id, token) = await nodes[0].ServerAsync();
            servers.Add((id, (await nodes[i % 2].ConnectAsync(token)).Agent));
        }
        await nodes.StopLastAsync();
        await Task.WhenAll(servers.Select((server, i) => RunAsync(nodes, (i + 1) % 2, server.Id, server.Agent)));
        await Until.Async(async () => await At(0) && await At(1));
        servers.ForEach(server => server.Agent.Dispose());

        async Task<bool> At(int silo) => (await Task.WhenAll(servers.Where((_, i) => i % 2 == silo).Select(s => nodes.HomeAsync(nodes.Server(s.Id))))).All(home => home == silo);
    }

    private static async Task RunAsync(Nodes nodes, int asked, string serverId, RawAgent agent)
    {
        var job = await nodes.JobAsync(asked, serverId);
        var command = await agent.NextAsync("cmd");
        Assert.Null(command.CloseCode);
        var done = await agent.SendAsync("job_done", Frames.Done(job, 0), command.Id);
        Assert.Equal(done, (await agent.NextAsync("ack", done)).Ref);
        Assert.Equal("succeeded", await nodes.StatusAsync(asked, job));
    }
}
