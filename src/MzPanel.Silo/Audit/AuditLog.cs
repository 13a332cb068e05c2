namespace MzPanel.Silo.Audit;

internal static partial class AuditLog
{
    [LoggerMessage(1301, LogLevel.Warning, "A denied operation could not be written to the audit (request {RequestId})")]
    public static partial void DeniedWasNotAudited(this ILogger log, Exception exception, string requestId);

    [LoggerMessage(1302, LogLevel.Warning, "{Rows} counts of refusals could not be written; tried again later")]
    public static partial void RefusalsWereNotWritten(this ILogger log, Exception exception, int rows);

    [LoggerMessage(1303, LogLevel.Warning, "Old counts of refusals could not be removed; tried again later")]
    public static partial void OldRefusalsStay(this ILogger log, Exception exception);

    [LoggerMessage(1304, LogLevel.Warning, "New rows of the audit could not be chained; tried again in a moment")]
    public static partial void NotChained(this ILogger log, Exception exception);

    [LoggerMessage(1305, LogLevel.Error, "New rows of the audit of {WorkspaceId} do not fit behind its chain: it was changed in the database")]
    public static partial void WorkspaceNotChained(this ILogger log, Exception exception, string workspaceId);

    [LoggerMessage(1306, LogLevel.Warning, "Checkpoints of the audit could not be signed or kept; tried again in a moment")]
    public static partial void CheckpointsNotKept(this ILogger log, Exception exception);

    [LoggerMessage(1307, LogLevel.Error, "The audit of {WorkspaceId} was changed in the database: its rows no longer lead on from the checkpoint at place {Place}")]
    public static partial void ChainWasBroken(this ILogger log, string workspaceId, long place);
}
