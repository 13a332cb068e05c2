namespace MzPanel.Silo.Live;

/// <summary>What the room of live streams logs.</summary>
internal static partial class LiveLog
{
    [LoggerMessage(LogLevel.Warning, "Live news of {Stream} could not be followed; its viewers read the records")]
    public static partial void WatchFailed(this ILogger log, Exception e, StreamId stream);

    [LoggerMessage(LogLevel.Debug, "News of workspace {WorkspaceId} were not published; viewers read the records")]
    public static partial void NewsLost(this ILogger log, Exception e, string workspaceId);

    [LoggerMessage(LogLevel.Warning, "Which workspaces are watched could not be asked; tried again in a moment")]
    public static partial void WatchedUnknown(this ILogger log, Exception e);

    [LoggerMessage(LogLevel.Warning, "Changes of workspace {WorkspaceId} could not be read; its viewers wait")]
    public static partial void ChangesNotRead(this ILogger log, Exception e, string workspaceId);

    [LoggerMessage(LogLevel.Warning, "Old live changes could not be let go; tried again later")]
    public static partial void SweepFailed(this ILogger log, Exception e);
}
