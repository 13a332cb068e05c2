using MzPanel.Data.Agents;
using MzPanel.Data.Servers;
using MzPanel.Grains.Servers;
using MzPanel.Grains.Tests.Cluster;
using MzPanel.Testing;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>
/// The grain directory is only eventually consistent: an activation whose picture is old calls no living server silent.
/// </summary>
public sealed class StalePictureTests : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);
    private GrainSilo silo = null!;
    private TestAgent agent = null!;
    private ServerRow server = null!;

    public async ValueTask InitializeAsync()
    {
        // Judged at once: it is not the start of a silo that spares anybody here.
        silo = await GrainSilo.StartAsync(options => options.JudgeFreeMinutes = 0);
        server = await silo.ServerAsync();
        agent = new TestAgent(silo, server);
        await agent.ConnectAsync([]);
        await silo.DeactivateAsync(agent.Server);
        await agent.Server.Live();
    }

    public ValueTask DisposeAsync() => silo.DisposeAsync();

    [Fact]
    public async Task A_server_that_another_activation_hears_of_stays_online()
    {
        for (var passed = 0; passed < 30; passed++)
        {
            silo.Time.Advance(Step);
            await Servers.SaveSeenAsync([new ServerSeen(server.Id, agent.Epoch, silo.Now, null)]);
            await agent.Server.Reconcile();
        }
        Assert.Equal(ServerStatus.Online, (await Servers.FindAsync(server.Id))!.Status);
        await Until.Async(IsOfflineAsync, () => silo.Time.Advance(Step));
    }

    [Fact]
    public async Task A_socket_that_lives_is_taken_back_instead()
    {
        silo.Links[server.Id] = new ReattachRequest(agent.Connection, silo.GatewayReference, silo.Address, agent.Epoch, null);
        for (var passed = 0; passed < 10; passed++)
        {
            silo.Time.Advance(Step);
            await agent.Server.Reconcile();
        }
        await agent.SubmitAsync();
        Assert.Equal(agent.Connection, (await silo.Gateway.NextFrameAsync("cmd")).Connection);
    }

    [Fact]
    public async Task A_link_whose_heartbeats_another_activation_hears_is_not_silent()
    {
        await agent.ConnectAsync([]);
        for (var passed = 0; passed < 30; passed++)
        {
            silo.Time.Advance(Step);
            silo.Links[server.Id] = new ReattachRequest(
                agent.Connection, silo.GatewayReference, silo.Address, agent.Epoch, new Beat(silo.Now, TestAgent.Bytes("{}")));
            await agent.Server.Reconcile();
        }
        Assert.Equal(ServerStatus.Online, (await Servers.FindAsync(server.Id))!.Status);
        await Until.Async(IsOfflineAsync, () => silo.Time.Advance(Step));
    }

    [Fact]
    public async Task A_newer_connection_elsewhere_outlives_the_judgement_of_the_older()
    {
        var newer = await new SessionRecords(silo.Database).AcceptAsync(server.Id, "there", "elsewhere", 0, null, "[]", "[]", silo.Now);
        await Until.Async(IsOfflineAsync, () => silo.Time.Advance(Step));
        Assert.True(newer!.Epoch > agent.Epoch);
        Assert.True((await Servers.FindAsync(server.Id))!.StatusAt >= newer.ConnectedAt + 90_000);
    }

    private ServerRecords Servers => new(silo.Database);

    private async Task<bool> IsOfflineAsync() => (await Servers.FindAsync(server.Id))!.Status == ServerStatus.Offline;
}
