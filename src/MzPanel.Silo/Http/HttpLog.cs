using MzPanel.Data;

namespace MzPanel.Silo.Http;

internal static partial class HttpLog
{
    [LoggerMessage(1101, LogLevel.Error, "Request {RequestId} failed: {Method} {Endpoint}")]
    public static partial void RequestFailed(this ILogger log, Exception exception, string requestId, string method, string? endpoint);

    [LoggerMessage(1102, LogLevel.Warning, "Request {RequestId} was refused because the records could not answer ({Fault})")]
    public static partial void StorageFailed(this ILogger log, Exception exception, string requestId, StorageFault fault);

    [LoggerMessage(1103, LogLevel.Error, "The answer of {Endpoint} was not kept for its Idempotency-Key (request {RequestId})")]
    public static partial void AnswerWasNotKept(this ILogger log, string? endpoint, string requestId);

    [LoggerMessage(1104, LogLevel.Warning, "An idempotency lease could not be released; it ends by itself (request {RequestId})")]
    public static partial void LeaseWasNotReleased(this ILogger log, Exception exception, string requestId);

    [LoggerMessage(1105, LogLevel.Warning, "Expired idempotency keys could not be removed; tried again later")]
    public static partial void SweepFailed(this ILogger log, Exception exception);

    [LoggerMessage(1106, LogLevel.Warning, "Request {RequestId} was refused because a grain could not be reached")]
    public static partial void GrainNotReached(this ILogger log, Exception exception, string requestId);
}
