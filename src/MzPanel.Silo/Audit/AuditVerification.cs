using System.Text.Json.Serialization;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Audit;

/// <summary>Goes along a workspace's chain from its first row; a few at a time on a silo, because it reads every row.</summary>
internal sealed class AuditVerification(ChainReader chain, Checkpoints checkpoints) : IDisposable
{
    private const int AtOnce = 2;
    private const int RetryS = 5;
    private readonly SemaphoreSlim room = new(AtOnce, AtOnce);

    /// <exception cref="PanelException">Too many at once.</exception>
    public async Task<AuditVerdict> VerifyAsync(string workspaceId, CancellationToken ct)
    {
        if (!room.Wait(0, CancellationToken.None))
            throw new PanelException(PanelError.RateLimited, "Other verifications are under way. Try again in a moment.", retryAfterS: RetryS);
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

    public void Dispose() => room.Dispose();
}

/// <summary>Whether the audit is what was written, and up to which row that is known.</summary>
/// <param name="Ok">Nothing is wrong.</param>
/// <param name="Rows">Rows that were found right.</param>
/// <param name="ChainedTo">The last of them.</param>
/// <param name="FirstBad">The first row that was changed, or that stands where one is missing.</param>
internal sealed record AuditVerdict(bool Ok, long Rows, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ChainedTo, string? FirstBad);
