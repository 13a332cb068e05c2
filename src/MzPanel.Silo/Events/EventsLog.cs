namespace MzPanel.Silo.Events;

/// <summary>What the room of events logs.</summary>
internal static partial class EventsLog
{
    [LoggerMessage(LogLevel.Warning, "Old events could not be let go; tried again later")]
    public static partial void SweepFailed(this ILogger log, Exception e);
}
