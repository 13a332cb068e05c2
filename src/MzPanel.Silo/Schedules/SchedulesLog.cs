namespace MzPanel.Silo.Schedules;

/// <summary>What the room of schedules logs.</summary>
internal static partial class SchedulesLog
{
    [LoggerMessage(LogLevel.Warning, "Schedules that are due could not be read")]
    public static partial void SchedulesNotRead(this ILogger log, Exception e);

    [LoggerMessage(LogLevel.Warning, "Schedule {ScheduleId} did not run; it will be looked at again")]
    public static partial void ScheduleDidNotRun(this ILogger log, Exception e, string scheduleId);
}
