using MzPanel.Data.Jobs;

namespace MzPanel.Data.Rollouts;

/// <summary>One command on many servers, as the records hold it. Times are unix ms.</summary>
public sealed record RolloutRow : IJobOrder
{
    /// <summary><c>rol_…</c></summary>
    public required string Id { get; init; }

    /// <inheritdoc/>
    public required string WorkspaceId { get; init; }

    /// <inheritdoc/>
    public required string Kind { get; init; }

    /// <inheritdoc/>
    public required string Args { get; init; }

    /// <inheritdoc/>
    public byte[]? SealedArgs { get; init; }

    /// <inheritdoc/>
    public int? TimeoutS { get; init; }

    /// <inheritdoc/>
    public int? QueueTtlS { get; init; }

    /// <summary>The tag its servers had when it was made, where it was made for one.</summary>
    public string? Tag { get; init; }

    /// <summary>Most servers under way at once.</summary>
    public required int Parallel { get; init; }

    /// <summary>Servers that must succeed before the others begin.</summary>
    public required int Canary { get; init; }

    /// <summary>Failures that stop it.</summary>
    public required int StopAfterFailures { get; init; }

    /// <inheritdoc/>
    public required string UserId { get; init; }

    /// <inheritdoc/>
    public string? TokenId { get; init; }

    /// <inheritdoc/>
    public required string CallerName { get; init; }

    /// <summary>One of <see cref="RolloutStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Why it stopped.</summary>
    public string? Message { get; init; }

    /// <summary>Failures that whoever resumed it knew of: they do not stop it again.</summary>
    public int Forgiven { get; init; }

    /// <summary>Servers whose turn has not come.</summary>
    public int Pending { get; init; }

    /// <summary>Servers whose job has not ended.</summary>
    public int Running { get; init; }

    /// <summary>Servers whose job succeeded.</summary>
    public int Succeeded { get; init; }

    /// <summary>Servers whose job ended otherwise.</summary>
    public int Failed { get; init; }

    /// <summary>Servers that were not asked.</summary>
    public int Skipped { get; init; }

    /// <summary>Made at.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Over at.</summary>
    public long? FinishedAt { get; init; }

    /// <summary>Raised by every change.</summary>
    public long Version { get; init; } = 1;
}

/// <summary>What a rollout does.</summary>
public static class RolloutStatus
{
    /// <summary>It starts further servers.</summary>
    public const string Running = "running";

    /// <summary>Somebody paused it.</summary>
    public const string Paused = "paused";

    /// <summary>Too many servers failed.</summary>
    public const string Stopped = "stopped";

    /// <summary>Somebody cancelled it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>No server is left.</summary>
    public const string Done = "done";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Running, Paused, Stopped, Cancelled, Done];
}

/// <summary>What became of one server of a rollout.</summary>
public static class RolloutServerState
{
    /// <summary>Its turn has not come.</summary>
    public const string Pending = "pending";

    /// <summary>Its turn has come; its job has not ended, or may not have been submitted yet.</summary>
    public const string Running = "running";

    /// <summary>Its job succeeded.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>Its job ended otherwise.</summary>
    public const string Failed = "failed";

    /// <summary>It was not asked.</summary>
    public const string Skipped = "skipped";
}

/// <summary>A server of a rollout whose turn has come, and how its job is.</summary>
public sealed record RunningServer
{
    /// <summary>The server.</summary>
    public required string ServerId { get; init; }

    /// <summary>The id its job has or will have.</summary>
    public required string JobId { get; init; }

    /// <summary>When its turn came.</summary>
    public required long ClaimedAt { get; init; }

    /// <summary>Status of the job; nothing where it is not in the records.</summary>
    public string? JobStatus { get; init; }

    /// <summary>Somebody asked to stop the job.</summary>
    public long? CancelRequestedAt { get; init; }

    /// <summary>When the job ended.</summary>
    public long? JobFinishedAt { get; init; }

    /// <summary>Word for programs, of a job that did not end well.</summary>
    public string? JobError { get; init; }

    /// <summary>Version of the server's agent, as it said last.</summary>
    public string? AgentVersion { get; init; }

    /// <summary>When the server was removed.</summary>
    public long? RemovedAt { get; init; }
}

/// <summary>What a server of a rollout becomes.</summary>
/// <param name="Server">The server.</param>
/// <param name="State">One of <see cref="RolloutServerState"/>.</param>
/// <param name="Message">Why it is skipped.</param>
public sealed record ServerMove(string Server, string State, string? Message = null);

/// <summary>A server that was not asked, and why.</summary>
public sealed record SkippedServer
{
    /// <summary>The server.</summary>
    public required string ServerId { get; init; }

    /// <summary>Why.</summary>
    public string? Message { get; init; }
}

/// <summary>Which rollouts of a workspace to list; what is <see langword="null"/> does not count.</summary>
public sealed record RolloutFilter
{
    /// <summary>In that state.</summary>
    public string? Status { get; init; }

    /// <summary>Of that kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Of these servers and no other: what the reader's scope holds.</summary>
    public IReadOnlyCollection<string>? WithinServers { get; init; }
}
