using System.Text.Json;
using MzPanel.Data.Servers;
using MzPanel.Grains.Live;
using MzPanel.Silo.Http;
using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Live;

/// <summary>
/// Follows one workspace for all its viewers on this silo: reads each change once and shows it once. The records are looked at
/// every 2 s, and soon where the stream says that there is something.
/// </summary>
internal sealed class LiveFollower(string workspaceId, LiveSource source, LiveWatched watched, NewsSource news) : IAsyncDisposable
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(2);
    // A workspace may change thousands of times a second; eyes are served by a few.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly LiveWindow window = new();
    private readonly Signal changed = new();
    private readonly Pulse pulse = new();
    private readonly CancellationTokenSource over = new();
    private NewsWatch<LiveNews>? watch;
    private Task following = Task.CompletedTask;

    /// <summary>Metrics that came while somebody watched.</summary>
    public MetricsBoard Metrics { get; } = new();

    /// <summary>When this returns, the workspace is watched.</summary>
    public async Task OpenAsync()
    {
        watch = new(LiveNews.Of(workspaceId), Hear, () => watched.WatchAsync(workspaceId), news);
        window.Restart(await source.NowAsync(workspaceId));
        await watch.OpenAsync();
        following = FollowAsync();
    }

    /// <summary>Reads now what was committed before: somebody came who heard nothing of it.</summary>
    public void Look() => changed.Set();

    /// <summary>The place behind everything that is committed by now.</summary>
    public Task<long> NowAsync() => source.NowAsync(workspaceId);

    /// <summary>What follows on a viewer's place: from memory where it is held, else from the records.</summary>
    public async Task<LiveStep> AfterAsync(long place) =>
        window.After(place) is { } held ? new LiveStep(held, null) : await source.ReadAsync(workspaceId, place);

    /// <summary>Completes with the next news; ask before looking, wait after.</summary>
    public Task NextAsync() => pulse.Next;

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await following;
        if (watch is not null)
            await watch.DisposeAsync();
        over.Dispose();
    }

    private void Hear(LiveNews heard)
    {
        if (heard.Beats.Count == 0)
            changed.Set();
        var before = Metrics.Version;
        foreach (var beat in heard.Beats)
            Put(beat);
        if (Metrics.Version > before)
            pulse.Beat();
    }

    private void Put(ServerBeat beat) => Metrics.Put(beat.ServerId, beat.Latest.At, () => MetricsView.Of(beat) is { } view
        ? JsonSerializer.SerializeToUtf8Bytes(view, ApiJson.Options) : null);

    private async Task FollowAsync()
    {
        while (!over.IsCancellationRequested)
        {
            await changed.WaitAsync(ReadEvery, news.Time, over.Token);
            await ReadAsync();
            await Task.Delay(Pause, news.Time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (!over.IsCancellationRequested && await source.ReadAsync(workspaceId, window.Last) is var step && (step.GoOnAt is not null || step.Items.Count > 0))
            {
                if (step.GoOnAt is { } place)
                    window.Restart(place);
                window.Add(step.Items);
                pulse.Beat();
            }
        }
        catch (Exception e)
        {
            // Whatever it was: the next turn reads again. Who let it end here would end the workspace's live streams until the silo ends.
            news.Log.ChangesNotRead(e, workspaceId);
        }
    }
}

/// <summary>What a heartbeat says about its server.</summary>
internal sealed record MetricsView(string Id, string Status, DateTimeOffset LastSeenAt, JsonElement Metrics)
{
    public static MetricsView? Of(ServerBeat beat) => LatestMetrics.Of(beat.Latest.Payload) is { } metrics
        ? new(beat.ServerId, ServerStatus.Online, ApiTime.Of(beat.Latest.At), metrics) : null;
}
