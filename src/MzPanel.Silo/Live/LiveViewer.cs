using MzPanel.Data;
using MzPanel.Data.Live;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Live;

/// <summary>
/// One viewer of one workspace. An id stands for everything up to it, so it is said with each change and with each sign of
/// life; metrics have none, because the next ones make up for them.
/// </summary>
internal sealed class LiveViewer(LiveFollower follower, Func<ValueTask<CallerIdentity?>> ask, SseWriter viewer, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private long place;
    private long metrics = follower.Metrics.Version;
    private long askedAt = time.GetTimestamp();

    /// <summary>Runs until the viewer goes or may not look any more.</summary>
    /// <param name="caller">Who looks.</param>
    /// <param name="after">Where to go on; <see langword="null"/> begins with now.</param>
    /// <param name="ct">Ends it.</param>
    public async Task RunAsync(CallerIdentity caller, long? after, CancellationToken ct)
    {
        place = after ?? await follower.NowAsync();
        await viewer.CommentAsync(place, ct);
        while (true)
        {
            var next = follower.NextAsync();
            try
            {
                if (await MayStillAsync(caller, ct) is not { } still)
                    return;
                caller = still;
                await ShowAsync(caller, ct);
            }
            catch (StorageException)
            {
                // Shown when the records answer again; a browser gives up for good where a stream is refused.
                await viewer.CommentAsync(place, ct);
            }
            await WaitAsync(next, ct);
        }
    }

    private async Task ShowAsync(CallerIdentity caller, CancellationToken ct)
    {
        while (await follower.AfterAsync(place) is var step && (step.GoOnAt is not null || step.Items.Count > 0))
        {
            if (step.GoOnAt is { } goOn)
                await ResetAsync(goOn, ct);
            foreach (var item in step.Items)
                await ShowAsync(caller, item, ct);
        }
        foreach (var entry in follower.Metrics.Since(metrics))
        {
            if (caller.ShowsServer(entry.ServerId))
                await viewer.SendAsync(LiveKind.Server, null, entry.Data, ct);
            metrics = entry.Version;
        }
    }

    private async Task ShowAsync(CallerIdentity caller, LiveItem item, CancellationToken ct)
    {
        place = item.Seq;
        if (item.Data is not { } data || !caller.Shows(item))
            return;
        if (item.Removes)
            await ResetAsync(item.Seq, ct);
        else
            await viewer.SendAsync(item.Kind, item.Seq, data, ct);
    }

    private Task ResetAsync(long goOn, CancellationToken ct)
    {
        place = goOn;
        return viewer.SendAsync("reset", goOn, "{}"u8.ToArray(), ct);
    }

    private async Task WaitAsync(Task next, CancellationToken ct)
    {
        if (viewer.CommentIn == TimeSpan.Zero)
            await viewer.CommentAsync(place, ct);
        var limit = LookEvery < viewer.CommentIn ? LookEvery : viewer.CommentIn;
        await next.WaitAsync(limit, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
    }

    // A sign-out or a change of scope takes effect at once, also for those who are looking.
    private async Task<CallerIdentity?> MayStillAsync(CallerIdentity before, CancellationToken ct)
    {
        if (time.GetElapsedTime(askedAt) < LookEvery)
            return before;
        if (await ask() is not { } now || now.WorkspaceId != before.WorkspaceId)
            return null;
        askedAt = time.GetTimestamp();
        if (!now.SeesLike(before))
            await ResetAsync(place, ct);
        return now;
    }
}
