namespace MzPanel.Data.Storage;

/// <summary>Bounds of the writers (delivery.md, "Who waits for whom").</summary>
internal static class WriteLimits
{
    /// <summary>Most operations of one commit.</summary>
    public const int GroupOps = 512;

    /// <summary>Most bytes of one commit, so that a few large operations do not make all others wait.</summary>
    public const long GroupBytes = 4 * 1024 * 1024;

    /// <summary>Most bytes of log in one commit on SQLite, where control transitions wait for it.</summary>
    public const long SqliteLogBytes = 256 * 1024;

    /// <summary>Most operations queued; who comes then waits in line.</summary>
    public const int QueuedOps = 4096;

    /// <summary>Most bytes queued.</summary>
    public const long QueuedBytes = 16 * 1024 * 1024;

    /// <summary>How long a write may take to a place in the queue, and from there to its outcome.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Patience with a disk or a network is real time, also where a test moves the clock of the house.</summary>
    public static TimeProvider Clock { get; } = TimeProvider.System;
}
