using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Agents;

/// <summary>A silo with one server, whose agent is a foreign one and dials.</summary>
internal sealed class ForeignServer : IAsyncDisposable
{
    private readonly TempDirectory data = new();

    private ForeignServer() => Silo = new SiloProcess(data.Path);

    public SiloProcess Silo { get; }

    public Owner Owner { get; private set; } = null!;

    public string Id { get; private set; } = "";

    public ForeignAgent Agent { get; private set; } = null!;

    /// <summary>Where the silo keeps its records.</summary>
    public string DataDirectory => data.Path;

    /// <summary>Starts both; the agent answers each command with these lines.</summary>
    public static async Task<ForeignServer> StartAsync(string[] lines)
    {
        var server = new ForeignServer();
        await server.Silo.StartAsync();
        server.Owner = await Owner.SetUpAsync(server.Silo);
        (server.Id, var install) = await server.Owner.ServerAsync();
        server.Agent = new ForeignAgent(server.Silo.Address, await server.Owner.RegisterAsync(install), full: true, lines);
        server.Agent.Start();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        Owner.Dispose();
        await Silo.DisposeAsync();
        data.Dispose();
    }
}
