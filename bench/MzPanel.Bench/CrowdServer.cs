namespace MzPanel.Bench;

/// <summary>A server of the crowd, and what its agent proves itself with.</summary>
internal sealed record CrowdServer(string Id, string AgentToken)
{
    private const int AtOnce = 32;

    /// <summary>So many, each with an agent registered.</summary>
    public static async Task<IReadOnlyList<CrowdServer>> RegisterAsync(Panel panel, int agents, string name)
    {
        var servers = new CrowdServer[agents];
        await Parallel.ForAsync(0, agents, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            var (id, token) = await panel.ServerAsync($"{name}-{i}");
            servers[i] = new CrowdServer(id, await panel.RegisterAsync(token, $"{name}-{i}"));
        });
        return servers;
    }
}
