using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>What became of a job whose id was fixed before.</summary>
/// <param name="IsThere">It is in the records.</param>
/// <param name="Refusal">Why it will never be. Where it is neither, nobody knows: ask again.</param>
internal readonly record struct Handed(bool IsThere, string? Refusal = null);

/// <summary>
/// Submits the jobs of an order under ids that were committed before. Asked again for an id, whoever asks, it is the same job: so a
/// silo that finds a claim of another one, dead or slow, submits it once more.
/// </summary>
internal sealed class OrderJobs(JobMaker maker, JobSubmission submission, JobRecords jobs, ILogger<OrderJobs> log)
{
    /// <summary>How long a job of the order may wait: for its turn, and before that to be submitted.</summary>
    public TimeSpan TtlOf(IJobOrder order) => maker.TtlOf(order.QueueTtlS);

    public async Task<Handed> SubmitAsync(IJobOrder order, CallerIdentity caller, string jobId, string serverId)
    {
        try
        {
            await submission.SubmitAsync(maker.Make(order, jobId, serverId, caller));
            return new(true);
        }
        catch (PanelException e) when (e.Error != PanelError.Unavailable)
        {
            // An earlier try may have made it, before the queue was full or the server gone.
            return await IsThereAsync(order, jobId) ? new(true) : new(false, e.Error == PanelError.NotFound ? "The server was removed." : e.Message);
        }
        catch (Exception e) when (e is PanelException or StorageException or TimeoutException or OrleansException)
        {
            log.OrderNotSubmitted(e, jobId, order.Id);
            return new(false);
        }
    }

    private async Task<bool> IsThereAsync(IJobOrder order, string jobId) => await jobs.FindAsync(order.WorkspaceId, jobId) is not null;
}
