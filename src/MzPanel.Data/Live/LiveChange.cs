namespace MzPanel.Data.Live;

/// <summary>Something changed; how it is now stands in its own records.</summary>
public sealed record LiveChange
{
    /// <summary>Number within its workspace, one higher for each.</summary>
    public required long Seq { get; init; }

    /// <summary>One of <see cref="LiveKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Id of the server, job, event or rollout.</summary>
    public required string SubjectId { get; init; }
}

/// <summary>What lies behind a reader's place.</summary>
/// <param name="Last">The last number of the workspace.</param>
/// <param name="Changes">The next changes, in order.</param>
/// <param name="IsBroken">Between the place and these, changes are missing, or the place is unknown: read everything again and go on at <paramref name="Last"/>.</param>
public sealed record LivePage(long Last, IReadOnlyList<LiveChange> Changes, bool IsBroken);
