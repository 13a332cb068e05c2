using MzPanel.Protocol.Tokens;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>
/// Real silos, each in a process of its own, over one PostgreSQL: a cluster nobody else is in, one master key, one public
/// address (that of the first). Each can be killed, stopped, frozen and thawed (<see cref="SiloProcess"/>).
/// </summary>
internal sealed class SiloCluster(params string[] settings) : IAsyncDisposable
{
    private readonly TempDirectory directory = new();
    private readonly List<SiloProcess> silos = [];
    private readonly string clusterId = Guid.NewGuid().ToString("N");

    public string SetupToken { get; } = Token.Create(TokenKind.Setup);

    /// <summary>Connection string of their database.</summary>
    public string Database { get; private set; } = "";

    public IReadOnlyList<SiloProcess> Silos => silos;

    /// <summary>Starts that many at the same moment on an empty database, and waits until all are ready.</summary>
    public async Task StartAsync(int count, PgServer? server = null)
    {
        Database = await (server ?? await PgServer.SharedAsync()).CreateDatabaseAsync();
        for (var i = 0; i < count; i++)
            silos.Add(Make());
        await Task.WhenAll(silos.Select(silo => silo.StartAsync()));
    }

    /// <summary>One more joins.</summary>
    public async Task<SiloProcess> StartAnotherAsync(int? group = null)
    {
        var silo = Make(group);
        silos.Add(silo);
        await silo.StartAsync();
        return silo;
    }

    public Task<Owner> SetUpAsync() => Owner.SetUpAsync(silos[0].Address, SetupToken);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(silos.Select(silo => silo.DisposeAsync().AsTask()));
        directory.Dispose();
    }

    private SiloProcess Make(int? group = null) => new(directory.Path,
    [
        $"--Storage:Postgres={Database}", $"--Cluster:ClusterId={clusterId}", $"--Access:SetupToken={SetupToken}",
        .. silos.Count == 0 ? [] : (string[])[$"--PublicUrl={silos[0].Address.OriginalString}"], .. settings,
    ]) { Group = group };
}
