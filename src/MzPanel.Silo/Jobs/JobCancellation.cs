using MzPanel.Data.Idempotency;
using MzPanel.Data.Jobs;
using MzPanel.Grains.Servers;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>Asks a job's server to stop it and tells what the job is then.</summary>
internal sealed class JobCancellation(IGrainFactory grains, IdempotencyRecords keys)
{
    public async Task<IResult> CancelAsync(JobRow job, CallerIdentity caller, bool abandon, Idempotency idempotency)
    {
        var location = $"/v1/jobs/{job.Id}";
        var kept = idempotency.Keep(StatusCodes.Status202Accepted, location);
        var reply = await grains.GetGrain<IServerGrain>(job.ServerId).Cancel(job.Id, caller.ToCaller(), abandon, kept);
        var answer = ApiDocument.Of(reply.Answer ?? throw new KeyTakenException());
        // Asked before: no transition took the answer along.
        if (!reply.Changed && idempotency.Commit(StatusCodes.Status202Accepted, answer, location) is { } commit)
            await keys.KeepAsync(commit);
        return TypedResults.Accepted(location, answer);
    }
}
