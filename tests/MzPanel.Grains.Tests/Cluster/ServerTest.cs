using MzPanel.Data.Servers;

namespace MzPanel.Grains.Tests.Cluster;

/// <summary>Base of tests with a silo, a server and its agent, who has not connected yet.</summary>
public abstract class ServerTest : IAsyncLifetime
{
    private protected GrainSilo silo = null!;
    private protected TestAgent agent = null!;
    private protected ServerRow server = null!;

    public virtual async ValueTask InitializeAsync()
    {
        silo = await GrainSilo.StartAsync();
        server = await silo.ServerAsync();
        agent = new TestAgent(silo, server);
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
