using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Audit;

/// <summary>
/// Goes along a workspace's chain from its first row: one at a time for a workspace, so that nobody keeps others from it, and a few
/// on a silo, because it reads every row.
/// </summary>
internal sealed class AuditVerification(ChainReader chain, Checkpoints checkpoints) : IDisposable
{
    private const int AtOnce = 2;
    private const int RetryS = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly SemaphoreSlim room = new(AtOnce, AtOnce);
    private readonly ConcurrentDictionary<string, bool> underWay = new();

    /// <exception cref="PanelException">One is under way for the workspace, or too many others are.</exception>
    public async Task<AuditVerdict> VerifyAsync(string workspaceId, CancellationToken ct)
    {
        if (!underWay.TryAdd(workspaceId, true))
            throw Busy("A verification of this workspace is under way.");
        try
        {
            if (!await room.WaitAsync(Patience, ct))
                throw Busy("Other verifications are under way.");
            return await WalkAsync(workspaceId, ct);
        }
        finally
        {
            underWay.TryRemove(workspaceId, out _);
        }
    }

    public void Dispose() => room.Dispose();

    private async Task<AuditVerdict> WalkAsync(string workspaceId, CancellationToken ct)
    {
        try
        {
            var (about, sound) = await checkpoints.AboutAsync(workspaceId);
            var walk = await chain.WholeAsync(workspaceId, about, ct);
            return new AuditVerdict(sound && walk.Ok, walk.Place, walk.LastRow, walk.FirstBad);
        }
        finally
        {
            room.Release();
        }
    }

    private static PanelException Busy(string why) => new(PanelError.RateLimited, $"{why} Try again in a moment.", retryAfterS: RetryS);
}

/// <summary>Whether the audit is what was written, and up to which row that is known.</summary>
/// <param name="Ok">Nothing is wrong.</param>
/// <param name="Rows">Rows that were found right.</param>
/// <param name="ChainedTo">The last of them.</param>
/// <param name="FirstBad">The first row that was changed, or that stands where one is missing.</param>
internal sealed record AuditVerdict(bool Ok, long Rows, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ChainedTo, string? FirstBad);
