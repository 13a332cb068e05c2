using MzPanel.Protocol.Commands;

namespace MzPanel.Silo.Jobs;

/// <summary>Which kinds may be asked for on the general route (rest-api.md, servers; commands.md).</summary>
internal static class KindRule
{
    /// <summary>What is wrong with asking a server for this kind, or <see langword="null"/>.</summary>
    /// <param name="kind">Name of the kind.</param>
    /// <param name="offered"><c>hello.kinds</c> of the server's agent; one that named none takes any of ours.</param>
    public static string? Fault(string kind, IReadOnlyCollection<string> offered)
    {
        if (HasRouteOfItsOwn(kind))
            return "has a route of its own";
        return Runs(kind, offered) ? null : "is no kind that this server runs";
    }

    /// <summary>Whether a server's agent runs a kind.</summary>
    public static bool Runs(string kind, IReadOnlyCollection<string> offered) =>
        offered.Contains(kind) || offered.Count == 0 && CommandCatalogue.Find(kind) is not null;

    /// <summary>Whether it is one of the kinds of backups, which a token of its own scope opens.</summary>
    public static bool IsBackup(string kind) => kind.StartsWith("backup.", StringComparison.Ordinal);

    // Quotas and records of sites and backups must not be passed by, not even by an agent that offers such a kind; what an agent
    // is updated to the control plane says.
    private static bool HasRouteOfItsOwn(string kind) =>
        kind == AgentUpdate.Kind.Name || IsBackup(kind)
        || (kind.StartsWith("site.", StringComparison.Ordinal) && kind != "site.list");
}
