namespace MzPanel.Silo.Telemetry;

/// <summary>Every line this room can log.</summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} more lines of {Kind} ({EventId}) were left out in the second before")]
    public static partial void LinesLeftOut(this ILogger log, int count, string kind, int eventId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} more lines of other kinds were left out in the second before")]
    public static partial void OtherLinesLeftOut(this ILogger log, int count);
}
