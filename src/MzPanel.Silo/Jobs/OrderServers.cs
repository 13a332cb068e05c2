using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>Whether servers can be asked for what an order says, in the name of its maker.</summary>
internal sealed class OrderServers(ServerRecords servers, AgentKinds agents)
{
    /// <summary>Most servers of one order.</summary>
    public const int Most = 10_000;

    /// <summary>Why each server cannot be asked; servers that can are missing.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FaultsAsync(IJobOrder order, CallerIdentity maker, IReadOnlyCollection<string> serverIds)
    {
        var there = (await servers.FindAsync(order.WorkspaceId, serverIds)).Where(server => server.DeletedAt is null).ToDictionary(server => server.Id);
        var kinds = await agents.OfAsync(serverIds);
        var faults = new Dictionary<string, string>();
        foreach (var id in serverIds)
            if (Fault(order, maker, id, there, kinds) is { } fault)
                faults[id] = fault;
        return faults;
    }

    private static string? Fault(
        IJobOrder order, CallerIdentity maker, string id, Dictionary<string, ServerRow> there, IReadOnlyDictionary<string, string[]> kinds)
    {
        if (!there.TryGetValue(id, out var server))
            return "The server was removed.";
        if (order.Kind == AgentUpdate.Kind.Name && server.PolicyInForce == UpdatePolicy.Pinned)
            return "The server's agent is pinned to its version.";
        if (!maker.Scope.HoldsServer(id))
            return $"The server is out of the scope of {maker.Name}.";
        return KindRule.Runs(order.Kind, kinds.GetValueOrDefault(id) ?? []) ? null : $"The agent of the server does not run {order.Kind}.";
    }
}
