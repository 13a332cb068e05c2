namespace MzPanel.Silo.Audit;

internal static partial class AuditLog
{
    [LoggerMessage(1301, LogLevel.Warning, "A denied operation could not be written to the audit (request {RequestId})")]
    public static partial void DeniedWasNotAudited(this ILogger log, Exception exception, string requestId);

    [LoggerMessage(1302, LogLevel.Warning, "{Rows} counts of refusals could not be written; tried again later")]
    public static partial void RefusalsWereNotWritten(this ILogger log, Exception exception, int rows);

    [LoggerMessage(1303, LogLevel.Warning, "Old counts of refusals could not be removed; tried again later")]
    public static partial void OldRefusalsStay(this ILogger log, Exception exception);
}
