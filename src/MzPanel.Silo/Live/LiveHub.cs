namespace MzPanel.Silo.Live;

/// <summary>The followers of this silo, one per watched workspace: begun with its first viewer, ended with its last.</summary>
internal sealed class LiveHub(LiveSource source, LiveWatched watched, IClusterClient cluster, TimeProvider time, ILogger<LiveHub> log)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Shared> followers = [];

    /// <summary>Joins the viewers of a workspace; dispose it when the viewer goes.</summary>
    public async Task<Seat> JoinAsync(string workspaceId)
    {
        Shared shared;
        lock (gate)
        {
            if (!followers.TryGetValue(workspaceId, out shared!))
                followers[workspaceId] = shared = new Shared(new LiveFollower(workspaceId, source, watched, new NewsSource(cluster, time, log)));
            shared.Viewers++;
        }
        var seat = new Seat(shared.Follower, () => LeaveAsync(workspaceId, shared));
        try
        {
            await shared.Opened.Value;
            shared.Follower.Look();
            return seat;
        }
        catch
        {
            await seat.DisposeAsync();
            throw;
        }
    }

    private async ValueTask LeaveAsync(string workspaceId, Shared shared)
    {
        lock (gate)
        {
            // One that could not be opened is of no use to the next.
            if (--shared.Viewers > 0 && !shared.Opened.Value.IsFaulted)
                return;
            if (followers.GetValueOrDefault(workspaceId) == shared)
                followers.Remove(workspaceId);
            if (shared.Viewers > 0)
                return;
        }
        await shared.Follower.DisposeAsync();
    }

    /// <summary>A viewer's share of a follower.</summary>
    internal sealed class Seat(LiveFollower follower, Func<ValueTask> leave) : IAsyncDisposable
    {
        public LiveFollower Follower => follower;

        public ValueTask DisposeAsync() => leave();
    }

    private sealed class Shared(LiveFollower follower)
    {
        public LiveFollower Follower => follower;

        public int Viewers { get; set; }

        public Lazy<Task> Opened { get; } = new(follower.OpenAsync);
    }
}
