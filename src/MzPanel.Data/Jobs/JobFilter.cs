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
}
