using Orleans.CodeGeneration;

namespace MzPanel.Grains.Live;

/// <summary>
/// Which workspaces somebody watches on any silo: only for those is anything published. Kept in memory alone, because whoever
/// watches says so again and again. One for the cluster, key <see cref="Key"/>.
/// </summary>
[Version(1), Alias("mzpanel.livewatch")]
public interface ILiveWatchGrain : IGrainWithIntegerKey
{
    /// <summary>The one key.</summary>
    const long Key = 0;

    /// <summary>Somebody watches: for 30 s news of the workspace are published (<see cref="LiveNews"/>).</summary>
    [Repeatable, Alias("watch")]
    Task Watch(string workspaceId);

    /// <summary>The workspaces that are watched now.</summary>
    [Repeatable, Alias("watched")]
    Task<IReadOnlyList<string>> Watched();
}
