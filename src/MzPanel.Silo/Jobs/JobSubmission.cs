using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Refusals;
using MzPanel.Grains.Servers;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>Hands a job to its server and answers 202 only once it is durable (delivery.md, "The promise").</summary>
internal sealed class JobSubmission(IGrainFactory grains, JobRecords records, ILogger<JobSubmission> log)
{
    public Task<IResult> AcceptAsync(NewJob job, Idempotency idempotency) => AcceptAsync(job, new JobAnswer(JobView.Of(job)), idempotency);

    /// <summary>The answer is rendered before the commit, so that a repetition of the request gets the same one.</summary>
    public async Task<IResult> AcceptAsync<T>(NewJob job, T answer, Idempotency idempotency)
    {
        var location = $"/v1/jobs/{job.Id}";
        var reply = await SubmitAsync(job with { Kept = idempotency.Keep(StatusCodes.Status202Accepted, answer, location) });
        return reply == SubmitReply.KeyTaken ? throw new KeyTakenException() : TypedResults.Accepted(location, answer);
    }

    /// <summary>Hands it over; where the answer got lost, the records say whether it was taken.</summary>
    public async Task<SubmitReply> SubmitAsync(NewJob job)
    {
        try
        {
            return await grains.GetGrain<IServerGrain>(job.ServerId).Submit(job);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or StorageException { Fault: StorageFault.OutcomeUnknown })
        {
            // The reply was lost on the way, not necessarily the job: the records know.
            log.SubmissionUnclear(e, job.Id, job.ServerId);
            return await records.FindAsync(job.Id) is not null ? SubmitReply.Accepted
                : throw new PanelException(PanelError.Unavailable, "The server's queue cannot be reached now. Try again.", retryAfterS: 1);
        }
    }
}
