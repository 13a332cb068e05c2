using System.Diagnostics;
using System.Globalization;

namespace MzPanel.Bench.Beside;

/// <summary>The control plane that one would write in Node.js instead (<c>bench/peers/node</c>), on a database of its own.</summary>
internal static class NodePeer
{
    private const string ApiToken = "mzp_api_of_the_bench";

    private static string Folder => Path.GetFullPath(Path.Combine("bench", "peers", "node"));

    /// <summary>Each write a commit of its own, or as the silo does it, one for all that queued during the commit before.</summary>
    public static async Task<PeerProcess> StartAsync(Postgres postgres, bool groupCommit = false)
    {
        var (address, database) = (SiloProcess.FreeAddress(), await postgres.DatabaseAsync());
        var start = new ProcessStartInfo("node", ["server.js"]) { WorkingDirectory = Folder };
        start.Environment["NODE_ENV"] = "production";
        start.Environment["PORT"] = address.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["DATABASE_URL"] = Postgres.Url(database);
        start.Environment["API_TOKEN"] = ApiToken;
        start.Environment["COMMIT"] = groupCommit ? "group" : "each";
        return await PeerProcess.StartAsync(groupCommit ? "Node, group commit" : "Node", start, address, new() { ["Authorization"] = "Bearer " + ApiToken });
    }
}
