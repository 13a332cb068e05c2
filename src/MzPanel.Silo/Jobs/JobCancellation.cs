using MzPanel.Data.Idempotency;
using MzPanel.Data.Jobs;
using MzPanel.Grains.Refusals;
using MzPanel.Grains.Servers;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>Asks a job's server to stop it and tells what the job is then.</summary>
internal sealed class JobCancellation(IGrainFactory grains, JobRecords jobs, IdempotencyRecords keys)
{
    public async Task<IResult> CancelAsync(JobRow job, CallerIdentity caller, bool abandon, Idempotency idempotency)
    {
        await grains.GetGrain<IServerGrain>(job.ServerId).Cancel(job.Id, caller.ToCaller(), abandon);
        var after = await jobs.FindAsync(job.WorkspaceId, job.Id) ?? throw PanelException.NotFound();
        var (answer, location) = (new JobAnswer(JobView.Of(after)), $"/v1/jobs/{job.Id}");
        // The transition is the grain's own operation. To ask twice for the same end changes nothing, so the answer may follow it.
        if (idempotency.Commit(StatusCodes.Status202Accepted, answer, location) is { } commit)
            await keys.KeepAsync(commit);
        return TypedResults.Accepted(location, answer);
    }
}
