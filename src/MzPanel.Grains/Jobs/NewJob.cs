using MzPanel.Data.Jobs;

namespace MzPanel.Grains.Jobs;

/// <summary>Who asks, as the audit will name them.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.caller")]
public sealed record Caller(
    [property: Id(0)] string Type,
    [property: Id(1)] string Id,
    [property: Id(2)] string Name,
    [property: Id(3)] string? RequestId,
    [property: Id(4)] string? Address);

/// <summary>The answer to keep for an <c>Idempotency-Key</c>; commits with the effect. Where it tells what became of a job, the job's grain renders it.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.kept")]
public sealed record KeptAnswer(
    [property: Id(0)] string Caller,
    [property: Id(1)] string Key,
    [property: Id(2)] byte[] BodyHash,
    [property: Id(3)] int Status,
    [property: Id(4)] string Answer,
    [property: Id(5)] string? Location);

/// <summary>A job that was authorised and validated, with the id and times its 202 will show.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.newjob")]
public sealed record NewJob
{
    /// <summary><c>job_…</c>, made by the front end.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Workspace of the server.</summary>
    [Id(1)] public required string WorkspaceId { get; init; }

    /// <summary>Server to run it.</summary>
    [Id(2)] public required string ServerId { get; init; }

    /// <summary>Site it is about.</summary>
    [Id(3)] public string? SiteId { get; init; }

    /// <summary>Command kind.</summary>
    [Id(4)] public required string Kind { get; init; }

    /// <summary>Arguments as a JSON object, secret values as <c>null</c>.</summary>
    [Id(5)] public required string Args { get; init; }

    /// <summary>The whole arguments under the master key, where they hold secrets.</summary>
    [Id(6)] public byte[]? SealedArgs { get; init; }

    /// <summary>Takes the mutating lane.</summary>
    [Id(7)] public required bool Mutating { get; init; }

    /// <summary>A further attempt after <c>lost</c>.</summary>
    [Id(8)] public bool AutoRetry { get; init; }

    /// <summary>Run timeout, seconds.</summary>
    [Id(9)] public required int TimeoutS { get; init; }

    /// <summary>Accepted at, unix ms.</summary>
    [Id(10)] public required long CreatedAt { get; init; }

    /// <summary>Expires in the queue at, unix ms.</summary>
    [Id(11)] public required long QueueDeadline { get; init; }

    /// <summary>The job this one repeats.</summary>
    [Id(12)] public string? RetryOf { get; init; }

    /// <summary>Who asks.</summary>
    [Id(13)] public required Caller Caller { get; init; }

    /// <summary>Answer to keep, where the request carried a key.</summary>
    [Id(14)] public KeptAnswer? Kept { get; init; }

    /// <summary>What must hold for its site, where it was asked for on a route of sites.</summary>
    [Id(15)] public SiteDemand? Site { get; init; }
}

/// <summary>What must hold for the site that a job makes or changes.</summary>
/// <param name="Quota">Where it makes a site: how many the workspace may have with it.</param>
/// <param name="IfVersion">Where it changes one: the version that the caller insists on.</param>
[GenerateSerializer, Immutable, Alias("mzpanel.sitedemand")]
public sealed record SiteDemand([property: Id(0)] int? Quota = null, [property: Id(1)] long? IfVersion = null);

/// <summary>What became of a submission.</summary>
[GenerateSerializer, Alias("mzpanel.submitted")]
public enum SubmitReply
{
    /// <summary>Durable.</summary>
    Accepted,

    /// <summary>A request with the same idempotency key was first: answer what it was answered.</summary>
    KeyTaken,
}

/// <summary>Renders a job as answers show it; the front end's, because grains know no wire format.</summary>
public delegate string ShowJob(JobRow job);

/// <summary>What became of a request to stop a job.</summary>
/// <param name="Answer">The job as it is now, by <see cref="ShowJob"/>; <see langword="null"/>: a request with the same idempotency key was first.</param>
/// <param name="Changed">Something was changed, and the answer kept with it.</param>
[GenerateSerializer, Immutable, Alias("mzpanel.cancelled")]
public sealed record CancelReply([property: Id(0)] string? Answer, [property: Id(1)] bool Changed = false);
