namespace MzPanel.Grains.Servers;

/// <summary>A heartbeat as the socket keeps it: bytes, parsed only when somebody looks.</summary>
/// <param name="At">When it came, unix ms, silo's clock.</param>
/// <param name="Payload">Payload of the <c>heartbeat</c>; <see langword="null"/> for a mere sign of life.</param>
[GenerateSerializer, Immutable, Alias("mzpanel.beat")]
public sealed record Beat([property: Id(0)] long At, [property: Id(1)] byte[]? Payload);

/// <summary>What a server is doing now.</summary>
/// <param name="Status"><c>pending</c>, <c>online</c> or <c>offline</c>.</param>
/// <param name="LastSeenAt">Unix ms.</param>
/// <param name="Metrics">Payload of the latest heartbeat, as it came.</param>
[GenerateSerializer, Immutable, Alias("mzpanel.live")]
public sealed record LiveServer(
    [property: Id(0)] string Status, [property: Id(1)] long? LastSeenAt, [property: Id(2)] byte[]? Metrics);

/// <summary>Average and largest value within a step.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.span")]
public readonly record struct Span([property: Id(0)] double Avg, [property: Id(1)] double Max);

/// <summary>One step of the metrics history; bytes, or percent where the name says so.</summary>
[GenerateSerializer, Immutable, Alias("mzpanel.point")]
public sealed record MetricsPoint
{
    /// <summary>Start of the step, unix ms.</summary>
    [Id(0)] public long At { get; init; }

    /// <summary>CPU in use, percent.</summary>
    [Id(1)] public Span? CpuPct { get; init; }

    /// <summary>Load average of one minute.</summary>
    [Id(2)] public Span? Load1 { get; init; }

    /// <summary>Memory in use.</summary>
    [Id(3)] public Span? MemUsed { get; init; }

    /// <summary>Swap in use.</summary>
    [Id(4)] public Span? SwapUsed { get; init; }

    /// <summary>Fullest disk, percent.</summary>
    [Id(5)] public Span? DiskPct { get; init; }

    /// <summary>Bytes received per second.</summary>
    [Id(6)] public Span? NetRx { get; init; }

    /// <summary>Bytes sent per second.</summary>
    [Id(7)] public Span? NetTx { get; init; }
}
