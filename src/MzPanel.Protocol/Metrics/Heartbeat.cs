using System.Text.Json.Serialization;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Protocol.Metrics;

/// <summary>
/// Metrics snapshot (agent-protocol.md, section 4). Members may be absent: what a platform cannot measure is left out, and a
/// heartbeat without metrics is still a sign of life.
/// </summary>
public sealed record Heartbeat
{
    /// <summary>Seconds since boot.</summary>
    [JsonConverter(typeof(MeasuredNumber))]
    public long? UptimeS { get; init; }

    /// <summary>CPU in use, 0-100.</summary>
    public double? CpuPct { get; init; }

    /// <summary>Load average of 1, 5 and 15 minutes.</summary>
    public IReadOnlyList<double>? Load { get; init; }

    /// <summary>Memory, bytes.</summary>
    [JsonConverter(typeof(MeasuredNumber))]
    public long? MemTotal { get; init; }

    /// <summary>Total minus available, bytes.</summary>
    [JsonConverter(typeof(MeasuredNumber))]
    public long? MemUsed { get; init; }

    /// <summary>Swap, bytes.</summary>
    [JsonConverter(typeof(MeasuredNumber))]
    public long? SwapTotal { get; init; }

    /// <summary>Swap in use, bytes.</summary>
    [JsonConverter(typeof(MeasuredNumber))]
    public long? SwapUsed { get; init; }

    /// <summary>Mounted file systems.</summary>
    public IReadOnlyList<DiskUsage>? Disks { get; init; }

    /// <summary>Traffic since boot without loopback.</summary>
    public NetCounters? Net { get; init; }

    /// <summary>Number of sites on the VPS.</summary>
    public int? Sites { get; init; }

    /// <summary>Commands running now.</summary>
    public IReadOnlyList<HeartbeatJob>? Jobs { get; init; }
}

/// <summary>A mounted file system, bytes.</summary>
public sealed record DiskUsage
{
    /// <summary>Where it is mounted.</summary>
    public required string Mount { get; init; }

    /// <summary>Size.</summary>
    [JsonConverter(typeof(MeasuredNumber))]
    public required long Total { get; init; }

    /// <summary>In use.</summary>
    [JsonConverter(typeof(MeasuredNumber))]
    public required long Used { get; init; }
}

/// <summary>Traffic counters, bytes.</summary>
public sealed record NetCounters
{
    /// <summary>Received.</summary>
    [JsonConverter(typeof(MeasuredNumber))]
    public required long RxBytes { get; init; }

    /// <summary>Sent.</summary>
    [JsonConverter(typeof(MeasuredNumber))]
    public required long TxBytes { get; init; }
}

/// <summary>A command running on the VPS.</summary>
public sealed record HeartbeatJob
{
    /// <summary>Command id.</summary>
    public required string Ref { get; init; }

    /// <summary>Number of the last line written so far.</summary>
    public long LastSeq { get; init; }
}
