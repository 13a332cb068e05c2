using System.Text;
using Microsoft.Extensions.Options;
using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>Makes jobs out of what was asked, once it is found valid. Secrets are sealed to the row of the job.</summary>
internal sealed class JobMaker(MasterKey key, OrderArgs orders, IOptions<JobsOptions> options, TimeProvider time)
{
    /// <summary>How long a job may wait, where whoever asks for it says so or not.</summary>
    public TimeSpan TtlOf(int? asked) => asked is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromHours(options.Value.QueueTtlHours);

    public NewJob Make(JobRequest asked, CommandKind? kind, ServerRow server, CallerIdentity caller)
    {
        var args = asked.Args is { } given ? given : ApiDocument.Of("{}");
        var secret = kind is not null && JobArgs.HoldSecrets(kind, args);
        var (id, now) = (RecordId.New("job"), time.GetUtcNow().ToUnixTimeMilliseconds());
        return new NewJob
        {
            Id = id,
            WorkspaceId = server.WorkspaceId,
            ServerId = server.Id,
            Kind = asked.Kind!,
            Args = secret ? JobArgs.Redacted(kind!, args) : JobArgs.Text(args),
            SealedArgs = secret ? Seal(id, JobArgs.Text(args)) : null,
            Mutating = kind?.Lane is not Lane.ReadOnly,
            AutoRetry = asked.AutoRetry ?? false,
            TimeoutS = asked.TimeoutS ?? kind?.TimeoutS ?? CommandKind.UsualTimeoutS,
            CreatedAt = now,
            QueueDeadline = now + (long)TtlOf(asked.QueueTtlS).TotalMilliseconds,
            Caller = caller.ToCaller(),
        };
    }

    /// <summary>The job that an order asks of a server, under an id that was fixed before.</summary>
    public NewJob Make(IJobOrder order, string id, string serverId, CallerIdentity caller)
    {
        var (kind, now) = (CommandCatalogue.Find(order.Kind), time.GetUtcNow().ToUnixTimeMilliseconds());
        return new NewJob
        {
            Id = id,
            WorkspaceId = order.WorkspaceId,
            ServerId = serverId,
            Kind = order.Kind,
            Args = order.Args,
            SealedArgs = order.SealedArgs is null ? null : Seal(id, orders.Open(order)),
            Mutating = kind?.Lane is not Lane.ReadOnly,
            TimeoutS = order.TimeoutS ?? kind?.TimeoutS ?? CommandKind.UsualTimeoutS,
            CreatedAt = now,
            QueueDeadline = now + (long)TtlOf(order.QueueTtlS).TotalMilliseconds,
            Caller = caller.ToCaller() with { Address = null },
        };
    }

    /// <summary>The same job once more.</summary>
    public NewJob Again(JobRow job, CallerIdentity caller)
    {
        var (id, now) = (RecordId.New("job"), time.GetUtcNow().ToUnixTimeMilliseconds());
        return new NewJob
        {
            Id = id,
            WorkspaceId = job.WorkspaceId,
            ServerId = job.ServerId,
            SiteId = job.SiteId,
            Kind = job.Kind,
            Args = job.Args,
            SealedArgs = job.SealedArgs is { } box ? Seal(id, Encoding.UTF8.GetString(key.Open(box, CommandFrames.SealedWith(job.Id)))) : null,
            Mutating = job.Mutating,
            AutoRetry = job.AutoRetry,
            TimeoutS = job.TimeoutS,
            CreatedAt = now,
            QueueDeadline = now + Math.Min(job.QueueDeadline - job.CreatedAt, JobRequestValidator.LongestTtlS * 1000L),
            RetryOf = job.Id,
            Caller = caller.ToCaller(),
        };
    }

    private byte[] Seal(string jobId, string args) => key.Seal(Encoding.UTF8.GetBytes(args), CommandFrames.SealedWith(jobId));
}
