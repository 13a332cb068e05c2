using System.Text.Json;
using System.Text.Json.Serialization;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Protocol.Jobs;

/// <summary>A command ended (agent-protocol.md, section 4).</summary>
public sealed record JobDone
{
    /// <summary>Job id.</summary>
    public required string JobId { get; init; }

    /// <summary>Exit code; 128 + n after signal n.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Run time by the agent's monotonic clock.</summary>
    [JsonConverter(typeof(MeasuredNumber))]
    public required long DurationMs { get; init; }

    /// <summary>Number of the last line; fixes the end of the log.</summary>
    public required long LastSeq { get; init; }

    /// <summary>One of <see cref="JobOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it failed, where the exit code does not say.</summary>
    public JobError? Error { get; init; }

    /// <summary>Any JSON of at most 32 KiB, see commands.md.</summary>
    public JsonElement? Result { get; init; }
}

/// <summary>Why a job failed.</summary>
/// <param name="Code">Stable word for programs.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record JobError(string Code, string Message);

/// <summary>How a command ended.</summary>
public static class JobOutcome
{
    /// <summary>By itself; the exit code tells how.</summary>
    public const string Exited = "exited";

    /// <summary>Killed at its timeout.</summary>
    public const string TimedOut = "timed_out";

    /// <summary>Killed on request.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The VPS or the agent stopped in the middle of it.</summary>
    public const string Interrupted = "interrupted";
}
