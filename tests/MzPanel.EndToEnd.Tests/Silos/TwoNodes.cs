using MzPanel.Protocol.Tokens;
using MzPanel.Silo.Hosting;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>Two whole nodes in this process: own addresses, one cluster, one PostgreSQL.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private readonly TempDirectory directory = new();
    private readonly List<SiloApp> nodes = [];

    public string SetupToken { get; } = Token.Create(TokenKind.Setup);

    public Uri[] Addresses { get; } = [Free(), Free()];

    public async Task StartAsync()
    {
        var server = await PgServer.SharedAsync();
        var database = await server.CreateDatabaseAsync("template1");
        var cluster = Guid.NewGuid().ToString("N");
        await AddAsync(0, database, cluster);
        await AddAsync(1, database, cluster);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(nodes))
        {
            await node.Web.StopAsync();
            await node.DisposeAsync();
        }
        directory.Dispose();
    }

    private async Task AddAsync(int index, string database, string cluster)
    {
        var node = await SiloApp.BuildAsync(
        [
            $"--Urls={Addresses[index].OriginalString}", $"--Management:Urls={Free().OriginalString}", $"--Storage:Postgres={database}",
            $"--Storage:DataDirectory={directory.Path}", $"--Cluster:SiloPort={FreePort.Next()}", $"--Cluster:ClusterId={cluster}", $"--Access:SetupToken={SetupToken}",
        ]);
        nodes.Add(node);
        await node.StartAsync();
    }

    private static Uri Free() => new($"http://127.0.0.1:{FreePort.Next()}");
}
