using MzPanel.Data.Live;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Live;

/// <summary>What of a workspace a caller may see (rest-api.md, section 5).</summary>
internal static class LiveSight
{
    public static bool Shows(this CallerIdentity caller, LiveItem item) => item.Servers is { } servers ? caller.ShowsRollout(servers)
        : item.ServerId is { } server && (item.Kind == LiveKind.Job ? JobReach.Holds(caller, server, item.SiteId) : caller.ShowsServer(server));

    /// <summary>Its status, metrics and events: for a token more than the jobs that open the stream to it.</summary>
    public static bool ShowsServer(this CallerIdentity caller, string serverId) =>
        CapabilityTable.Allows(caller.Role, Capability.UseServers) && caller.Holds(TokenScopes.ToRead(Resource.Servers)) && caller.Scope.HoldsServer(serverId);

    // Its jobs open the stream, to a token as well.
    private static bool ShowsRollout(this CallerIdentity caller, IReadOnlyList<string> servers) =>
        CapabilityTable.Allows(caller.Role, Capability.UseServers) && (caller.Scope.IsAll || servers.All(caller.Scope.HoldsServer));

    /// <summary>Whether the same caller saw the same before.</summary>
    public static bool SeesLike(this CallerIdentity caller, CallerIdentity before) =>
        caller.WorkspaceId == before.WorkspaceId && caller.Role == before.Role && caller.Scope.Type == before.Scope.Type
        && (caller.Scope.Ids ?? []).SequenceEqual(before.Scope.Ids ?? []);
}
