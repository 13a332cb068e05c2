using MzPanel.Data;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Agents;

namespace MzPanel.Silo.Health;

/// <summary>
/// Whether this silo should be sent work: started and not going away, a member of its cluster, and the records answer. The records
/// are asked once a second at most, however many balancers ask here.
/// </summary>
internal sealed class Readiness(Admission admission, IHostApplicationLifetime life, ISiloStatusOracle silos, Database records, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    // Also for what asked before and still waits: a balancer gives up about then.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private Task? look;
    private long lookedAt;

    /// <exception cref="PanelException">It should not, and why.</exception>
    public async Task CheckAsync()
    {
        if (admission.Draining || !life.ApplicationStarted.IsCancellationRequested)
            throw NotReady("This silo is starting or going away.");
        if (silos.CurrentStatus != SiloStatus.Active)
            throw NotReady($"This silo is no active member of its cluster: {silos.CurrentStatus}.");
        try
        {
            await Look().WaitAsync(Limit, time);
        }
        catch (TimeoutException)
        {
            throw new PanelException(PanelError.StorageUnavailable, "The records do not answer.", retryAfterS: 1);
        }
    }

    private Task Look()
    {
        lock (gate)
        {
            if (look is not { IsCompleted: false } && (look is null || time.GetElapsedTime(lookedAt) >= Kept))
                (look, lookedAt) = (records.FirstAsync<long>("SELECT 1"), time.GetTimestamp());
            return look;
        }
    }

    private static PanelException NotReady(string why) => new(PanelError.Unavailable, why, retryAfterS: 1);
}
