namespace MzPanel.Agent.Cron;

/// <summary>An entry of ours (<c>/etc/mz/cron/ENTRY.json</c>): the truth about what cron runs for it.</summary>
internal sealed record CronJob
{
    public const int UsualLimitS = 3600;

    public required string Entry { get; init; }

    /// <summary>The site whose user runs it; absent for a free shell.</summary>
    public string? SiteId { get; init; }

    public required string User { get; init; }

    public required string Schedule { get; init; }

    public required string Command { get; init; }

    public int LimitS { get; init; } = UsualLimitS;
}

/// <summary>What came of the last run (<c>/var/lib/mz/cron/ENTRY.json</c>).</summary>
/// <param name="StartedAt">Unix ms by the VPS's clock.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="ExitCode">128 + n after signal n.</param>
/// <param name="Output">The end of what it said.</param>
/// <param name="Error">Why it did not run, or not to its end.</param>
internal sealed record CronOutcome(long StartedAt, long DurationMs, int ExitCode, string Output, string? Error = null);
