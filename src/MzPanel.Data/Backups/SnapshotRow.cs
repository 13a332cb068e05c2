namespace MzPanel.Data.Backups;

/// <summary>What a run of a plan left at one destination, as the records hold it. Times are unix ms.</summary>
public sealed record SnapshotRow
{
    /// <summary><c>snap_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Workspace that owns it.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>The plan, which may be gone.</summary>
    public required string PlanId { get; init; }

    /// <summary>The server it is of.</summary>
    public required string ServerId { get; init; }

    /// <summary>Where it is; may be gone.</summary>
    public required string DestinationId { get; init; }

    /// <summary>The job that made it.</summary>
    public required string JobId { get; init; }

    /// <summary>Its name in the repository, where there is one.</summary>
    public string? ResticId { get; init; }

    /// <summary>When it was taken; of a failed one, when the job ended.</summary>
    public required long TakenAt { get; init; }

    /// <summary>Bytes in it.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Files in it.</summary>
    public long? Files { get; init; }

    /// <summary>One of <see cref="SnapshotStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Word for programs, of a failed one.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Sentence for people, of a failed one.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>When the records heard of it.</summary>
    public required long CreatedAt { get; init; }
}

/// <summary>What became of a snapshot; the words are those of the API and of the records.</summary>
public static class SnapshotStatus
{
    /// <summary>It is there.</summary>
    public const string Done = "done";

    /// <summary>The run did not make it.</summary>
    public const string Failed = "failed";

    /// <summary>It was there, and the plan's retention has taken it away.</summary>
    public const string Pruned = "pruned";

    /// <summary>Every status.</summary>
    public static IReadOnlyList<string> All { get; } = [Done, Failed, Pruned];
}

/// <summary>Which snapshots of a workspace to list; what is <see langword="null"/> does not count.</summary>
public sealed record SnapshotFilter
{
    /// <summary>Of that server.</summary>
    public string? ServerId { get; init; }

    /// <summary>Of that plan.</summary>
    public string? PlanId { get; init; }

    /// <summary>At that destination.</summary>
    public string? DestinationId { get; init; }

    /// <summary>In that state.</summary>
    public string? Status { get; init; }

    /// <summary>Only of these servers.</summary>
    public IReadOnlyCollection<string>? WithinServers { get; init; }
}
