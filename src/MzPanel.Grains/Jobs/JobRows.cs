using System.Text.Json.Nodes;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Jobs;

namespace MzPanel.Grains.Jobs;

/// <summary>First row of a job.</summary>
internal static class JobRows
{
    public static JobRow Of(NewJob job) => new()
    {
        Id = job.Id,
        WorkspaceId = job.WorkspaceId,
        ServerId = job.ServerId,
        SiteId = job.SiteId,
        Kind = job.Kind,
        Args = job.Args,
        SealedArgs = job.SealedArgs,
        Mutating = job.Mutating,
        AutoRetry = job.AutoRetry,
        Status = JobStatus.Queued,
        ChangedAt = job.CreatedAt,
        Place = 0,
        TimeoutS = job.TimeoutS,
        QueueDeadline = job.QueueDeadline,
        CreatedBy = new JsonObject { ["type"] = job.Caller.Type, ["id"] = job.Caller.Id, ["name"] = job.Caller.Name }.ToJsonString(),
        CreatedAt = job.CreatedAt,
        RetryOf = job.RetryOf,
    };

    public static IdempotencyCommit? Kept(KeptAnswer? kept, long now) => kept is null ? null
        : new IdempotencyCommit(kept.Caller, kept.Key, kept.BodyHash, kept.Status, kept.Answer, kept.Location, now);
}
