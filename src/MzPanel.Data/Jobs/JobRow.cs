namespace MzPanel.Data.Jobs;

/// <summary>
/// One job with its latest attempt as the records hold it. Times are unix ms. Immutable: a transition is a new row, written
/// only where <see cref="Version"/> is still the stored one.
/// </summary>
public sealed record JobRow
{
    /// <summary><c>job_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Workspace that owns it.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>Server it runs on.</summary>
    public required string ServerId { get; init; }

    /// <summary>Site it is about.</summary>
    public string? SiteId { get; init; }

    /// <summary>Command kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Arguments as a JSON object, secret values replaced by <c>null</c> where <see cref="SealedArgs"/> is set.</summary>
    public required string Args { get; init; }

    /// <summary>The whole arguments under the master key, where they hold secrets.</summary>
    public byte[]? SealedArgs { get; init; }

    /// <summary>Whether it takes the mutating lane.</summary>
    public required bool Mutating { get; init; }

    /// <summary>Whether a further attempt is made by itself after <c>lost</c>.</summary>
    public bool AutoRetry { get; init; }

    /// <summary>One of <see cref="JobStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    public long ChangedAt { get; init; }

    /// <summary>Raised by every transition.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Order in the queue of its server; raised for each job accepted.</summary>
    public required long Place { get; init; }

    /// <summary>
    /// Lane slot held (0 mutating, 1-4 read-only): while <see cref="JobStatus.HoldsLane"/>, and after an abandon until
    /// <see cref="AbandonedUntil"/>. A job that came back from <c>lost</c> when its slot was taken runs without one.
    /// </summary>
    public int? LaneSlot { get; init; }

    /// <summary>Run timeout in seconds.</summary>
    public required int TimeoutS { get; init; }

    /// <summary>When it expires in the queue.</summary>
    public required long QueueDeadline { get; init; }

    /// <summary>Not offered before this time (after a <c>busy</c>).</summary>
    public long NotBefore { get; init; }

    /// <summary>0 before the first offer.</summary>
    public int Attempt { get; init; }

    /// <summary>Command id of the attempt.</summary>
    public string? CommandId { get; init; }

    /// <summary>Epoch under which the attempt was offered, or adopted after a reconnect.</summary>
    public long Epoch { get; init; }

    /// <summary>Last line of the attempt that is durable.</summary>
    public long LogEnd { get; init; }

    /// <summary>Last line of the attempt, once its end is known.</summary>
    public long? LastSeq { get; init; }

    /// <summary>Exit code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Run time in ms, by the agent.</summary>
    public long? DurationMs { get; init; }

    /// <summary>Word for programs.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Sentence for people.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Result as JSON text.</summary>
    public string? Result { get; init; }

    /// <summary>User or token that asked for it, as <c>{"type","id","name"}</c>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Accepted at.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Offered at, latest attempt.</summary>
    public long? OfferedAt { get; init; }

    /// <summary>Started at, latest attempt.</summary>
    public long? StartedAt { get; init; }

    /// <summary>Ended at.</summary>
    public long? FinishedAt { get; init; }

    /// <summary>Somebody asked to stop it.</summary>
    public long? CancelRequestedAt { get; init; }

    /// <summary>Given up by a person: the lane stays taken until this time or the next <c>hello</c>.</summary>
    public long? AbandonedUntil { get; init; }

    /// <summary>The job this one repeats.</summary>
    public string? RetryOf { get; init; }

    /// <summary>Same seq, other bytes: said once per command.</summary>
    public bool LogConflict { get; init; }

    /// <summary>Whether its log has no hole and a known end.</summary>
    public bool LogComplete => LastSeq is { } end && LogEnd >= end;
}
