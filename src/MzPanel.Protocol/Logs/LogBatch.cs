using System.Text.Json.Serialization;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Protocol.Logs;

/// <summary>Lines of a command's output, or a gap (agent-protocol.md, section 4).</summary>
public sealed record LogBatch
{
    /// <summary>Job id.</summary>
    public required string JobId { get; init; }

    /// <summary>Number of the first line (or of the first missing one), from 1 per command over both streams.</summary>
    public required long Seq { get; init; }

    /// <summary>The lines.</summary>
    public IReadOnlyList<LogLine>? Lines { get; init; }

    /// <summary>That many lines were dropped on the VPS.</summary>
    public long? Gap { get; init; }
}

/// <summary>One line, or a piece of one that is longer than 8 KiB.</summary>
public sealed record LogLine
{
    /// <summary><see cref="Stdout"/> or <see cref="Stderr"/>.</summary>
    public required string Stream { get; init; }

    /// <summary>Text without its newline, kept byte for byte.</summary>
    public required string Text { get; init; }

    /// <summary>When it was written, unix ms.</summary>
    [JsonConverter(typeof(MeasuredNumber))]
    public long? Ts { get; init; }

    /// <summary>The next line goes on where this one stops.</summary>
    public bool? Partial { get; init; }

    /// <summary>Standard output.</summary>
    public const string Stdout = "stdout";

    /// <summary>Standard error.</summary>
    public const string Stderr = "stderr";
}
