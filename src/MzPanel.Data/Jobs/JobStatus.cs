namespace MzPanel.Data.Jobs;

/// <summary>States of a job (delivery.md, "States of a job"); the words are those of the API and of the records.</summary>
public static class JobStatus
{
    /// <summary>Waits for its turn or for its server.</summary>
    public const string Queued = "queued";

    /// <summary>Its command is on the way to the agent.</summary>
    public const string Offered = "offered";

    /// <summary>The agent took it.</summary>
    public const string Running = "running";

    /// <summary>The agent is silent.</summary>
    public const string Unknown = "unknown";

    /// <summary>Exit code 0.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>Another exit code, a refusal, or interrupted.</summary>
    public const string Failed = "failed";

    /// <summary>Stopped on request.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Ran longer than its timeout.</summary>
    public const string TimedOut = "timed_out";

    /// <summary>Nobody will tell how it ended; gives way once to the truth.</summary>
    public const string Lost = "lost";

    /// <summary>Its time in the queue was over.</summary>
    public const string Expired = "expired";

    /// <summary>Holds its lane on the server: a command may be alive.</summary>
    public static bool HoldsLane(string status) => status is Offered or Running or Unknown;

    /// <summary>Ended; final but for the late rule of <see cref="Lost"/>.</summary>
    public static bool IsTerminal(string status) => status is not (Queued or Offered or Running or Unknown);

    /// <summary>Every status, in the order of the contract.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Queued, Offered, Running, Unknown, Succeeded, Failed, Cancelled, TimedOut, Lost, Expired];
}
