namespace MzPanel.Data.Metrics;

/// <summary>What was measured on a server in one span of time, packed; who writes it knows how.</summary>
public sealed record MetricsChunk
{
    /// <summary>Whose.</summary>
    public required string ServerId { get; init; }

    /// <summary>Between its points, seconds.</summary>
    public required long StepS { get; init; }

    /// <summary>Start of its span, unix ms.</summary>
    public required long SpanAt { get; init; }

    /// <summary>Tells apart what several grains wrote about one span: the first heartbeat in it, unix ms; 0 in a whole one.</summary>
    public required long Part { get; init; }

    /// <summary>Last heartbeat in it, unix ms.</summary>
    public required long HeardAt { get; init; }

    /// <summary>Whether a row of a coarser step holds it.</summary>
    public bool IsRolled { get; init; }

    /// <summary>The points.</summary>
    public required byte[] Points { get; init; }

    /// <summary>Whether it is the same part of the same span.</summary>
    public bool IsAbout(MetricsChunk other) => (ServerId, StepS, SpanAt, Part) == (other.ServerId, other.StepS, other.SpanAt, other.Part);
}

/// <summary>A coarser row, and the finer ones of its span as they were read.</summary>
public sealed record MetricsRoll(MetricsChunk Coarse, IReadOnlyList<MetricsChunk> Of);
