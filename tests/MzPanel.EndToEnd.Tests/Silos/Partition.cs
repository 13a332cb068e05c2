namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>
/// Cuts one silo off from its peers by the firewall, the database and its agents still within reach. Knows its packets by its
/// group. Needs root.
/// </summary>
internal sealed class Partition : IAsyncDisposable
{
    private readonly string table = $"mzpanel_{Guid.NewGuid():N}";

    /// <summary>One way: it hears its peers, and they do not hear it.</summary>
    public static async Task<Partition> OfAsync(SiloProcess silo, IEnumerable<SiloProcess> peers, bool oneWay)
    {
        var partition = new Partition();
        var ports = string.Join(", ", peers.Select(peer => peer.SiloPort));
        await NftAsync("add", "table", "inet", partition.table);
        await NftAsync("add", "chain", "inet", partition.table, "out", "{ type filter hook output priority 0; }");
        await partition.DropAsync($"meta skgid {silo.Group} tcp dport {{ {ports} }}");
        await partition.DropAsync($"meta skgid {silo.Group} tcp sport {silo.SiloPort}");
        if (!oneWay)
            await partition.DropAsync($"tcp dport {silo.SiloPort}");
        return partition;
    }

    public async ValueTask DisposeAsync() => await NftAsync("delete", "table", "inet", table);

    private Task DropAsync(string match) => NftAsync(["add", "rule", "inet", table, "out", .. match.Split(' '), "drop"]);

    private static async Task NftAsync(params string[] arguments)
    {
        var (code, _, error) = await Programs.RunAsync("nft", arguments);
        Assert.True(code == 0, error);
    }
}
