namespace MzPanel.Silo.Rollouts;

/// <summary>What the room of rollouts logs.</summary>
internal static partial class RolloutsLog
{
    [LoggerMessage(LogLevel.Warning, "Rollouts that go on could not be read")]
    public static partial void RolloutsNotRead(this ILogger log, Exception e);

    [LoggerMessage(LogLevel.Warning, "Rollout {RolloutId} did not move; it will be looked at again")]
    public static partial void RolloutDidNotMove(this ILogger log, Exception e, string rolloutId);

    [LoggerMessage(LogLevel.Debug, "Job {JobId} had ended before rollout {RolloutId} could cancel it")]
    public static partial void JobHadEnded(this ILogger log, string jobId, string rolloutId);

    [LoggerMessage(LogLevel.Warning, "Job {JobId} of rollout {RolloutId} was not cancelled; it will be asked for again")]
    public static partial void JobNotCancelled(this ILogger log, Exception e, string jobId, string rolloutId);
}
