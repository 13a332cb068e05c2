using Orleans.Placement;

namespace MzPanel.Grains.Live;

[GrainType("livewatch"), PreferLocalPlacement]
internal sealed class LiveWatchGrain(TimeProvider time) : Grain, ILiveWatchGrain
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, DateTimeOffset> until = [];

    public Task Watch(string workspaceId)
    {
        until[workspaceId] = time.GetUtcNow() + Lease;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> Watched()
    {
        var now = time.GetUtcNow();
        foreach (var (workspaceId, end) in until)
            if (end <= now)
                until.Remove(workspaceId);
        return Task.FromResult<IReadOnlyList<string>>(until.Keys.ToArray());
    }
}
