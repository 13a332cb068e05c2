namespace MzPanel.Data.Jobs;

/// <summary>Which jobs of a workspace to list; what is <see langword="null"/> does not count.</summary>
public sealed record JobFilter
{
    /// <summary>Of that server.</summary>
    public string? ServerId { get; init; }

    /// <summary>About that site.</summary>
    public string? SiteId { get; init; }

    /// <summary>In that state.</summary>
    public string? Status { get; init; }

    /// <summary>Of that kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Accepted at or after, unix ms.</summary>
    public long? From { get; init; }

    /// <summary>Accepted before, unix ms.</summary>
    public long? To { get; init; }

    /// <summary>Of one of these servers: what the reader's scope holds.</summary>
    public IReadOnlyCollection<string>? WithinServers { get; init; }

    /// <summary>About one of these sites: what the reader's scope holds.</summary>
    public IReadOnlyCollection<string>? WithinSites { get; init; }

    /// <summary>About some site, whichever.</summary>
    public bool OnlyOfSites { get; init; }

    /// <summary>Of that rollout.</summary>
    public string? RolloutId { get; init; }
}
