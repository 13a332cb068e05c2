using MzPanel.Data;
using MzPanel.Data.Live;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Live;

/// <summary>
/// One viewer of one workspace. An id stands for everything up to it, so it is said with each change and with each sign of
/// life; metrics have none, because the next ones make up for them.
/// </summary>
internal sealed class LiveViewer(LiveFollower follower, Func<CallerIdentity> now, SseWriter viewer, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private long place;
    private long metrics = follower.Metrics.Version;
    private CallerIdentity caller = now();

    /// <summary>Runs until the viewer goes or may not look any more.</summary>
    /// <param name="after">Where to go on; <see langword="null"/> begins with now.</param>
    /// <param name="ct">Ends it.</param>
    public async Task RunAsync(long? after, CancellationToken ct)
    {
        place = after ?? await follower.NowAsync();
        await viewer.CommentAsync(place, ct);
        while (true)
        {
            var next = follower.NextAsync();
            try
            {
                await TurnAsync(ct);
                await ShowAsync(ct);
            }
            catch (StorageException)
            {
                // Shown when the records answer again; a browser gives up for good where a stream is refused.
                await viewer.CommentAsync(place, ct);
            }
            await WaitAsync(next, ct);
        }
    }

    private async Task ShowAsync(CancellationToken ct)
    {
        while (await follower.AfterAsync(place) is var step && (step.GoOnAt is not null || step.Items.Count > 0))
        {
            if (step.GoOnAt is { } goOn)
                await ResetAsync(goOn, ct);
            foreach (var item in step.Items)
                await ShowAsync(item, ct);
        }
        foreach (var entry in follower.Metrics.Since(metrics))
        {
            if (caller.ShowsServer(entry.ServerId))
                await viewer.SendAsync(LiveKind.Server, null, entry.Data, ct);
            metrics = entry.Version;
        }
    }

    private async Task ShowAsync(LiveItem item, CancellationToken ct)
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

    // What another role or scope shows or hides is in the lists.
    private async Task TurnAsync(CancellationToken ct)
    {
        var before = caller;
        caller = now();
        if (!caller.SeesLike(before))
            await ResetAsync(place, ct);
    }
}
