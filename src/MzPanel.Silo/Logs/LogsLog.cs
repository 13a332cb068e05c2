namespace MzPanel.Silo.Logs;

/// <summary>What the room of logs logs.</summary>
internal static partial class LogsLog
{
    [LoggerMessage(LogLevel.Information, "Lines of old jobs were let go: {Bytes} bytes")]
    public static partial void LinesSwept(this ILogger log, long bytes);

    [LoggerMessage(LogLevel.Warning, "Old lines could not be let go; tried again later")]
    public static partial void SweepFailed(this ILogger log, Exception e);
}
