using MzPanel.Data.Live;

namespace MzPanel.Silo.Live;

/// <summary>Reads changes and shows them.</summary>
internal sealed class LiveSource(LiveRecords records, LiveRender render)
{
    private const int AtOnce = 200;

    /// <summary>The place behind everything there is.</summary>
    public Task<long> NowAsync(string workspaceId) => records.NowAsync(workspaceId);

    /// <summary>The next changes behind a place.</summary>
    public async Task<LiveStep> ReadAsync(string workspaceId, long after)
    {
        var page = await records.ReadAsync(workspaceId, after, AtOnce);
        return page.IsBroken ? new LiveStep([], page.Last) : new LiveStep(await render.OfAsync(workspaceId, page.Changes), null);
    }
}

/// <summary>What follows on a place.</summary>
/// <param name="Items">Changes, in order.</param>
/// <param name="GoOnAt">Set where some are missing: everything is to be read again, and this is the place to go on from.</param>
internal sealed record LiveStep(IReadOnlyList<LiveItem> Items, long? GoOnAt);
