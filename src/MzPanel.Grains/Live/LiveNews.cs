using MzPanel.Grains.Jobs;
using MzPanel.Grains.Servers;

namespace MzPanel.Grains.Live;

/// <summary>
/// What the stream of a workspace carries while somebody watches it. It may be lost, late or doubled: changes are read from the
/// records, of which this only says that there are any, and the next heartbeat makes up for one that did not come.
/// </summary>
[GenerateSerializer, Immutable, Alias("mzpanel.livenews")]
public sealed record LiveNews
{
    /// <summary>Stream provider, the same as that of jobs.</summary>
    public const string Provider = JobNews.Provider;

    /// <summary>Stream namespace; the key is the workspace id.</summary>
    public const string Namespace = "workspace";

    /// <summary>Latest heartbeats of some servers; empty where the records have changed.</summary>
    [Id(0)] public IReadOnlyList<ServerBeat> Beats { get; init; } = [];

    /// <summary>The stream of a workspace.</summary>
    public static StreamId Of(string workspaceId) => StreamId.Create(Namespace, workspaceId);
}

/// <summary>The latest heartbeat of a server.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.serverbeat")]
public sealed record ServerBeat([property: Id(0)] string ServerId, [property: Id(1)] Beat Latest);
