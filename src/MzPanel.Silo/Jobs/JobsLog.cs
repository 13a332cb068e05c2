namespace MzPanel.Silo.Jobs;

/// <summary>What the front end of jobs logs.</summary>
internal static partial class JobsLog
{
    [LoggerMessage(LogLevel.Warning, "Submission of job {JobId} to server {ServerId} was not answered; the records decide")]
    public static partial void SubmissionUnclear(this ILogger log, Exception e, string jobId, string serverId);

    [LoggerMessage(LogLevel.Warning, "Nobody knows yet whether {JobId} of {OrderId} was submitted; it will be asked for again")]
    public static partial void OrderNotSubmitted(this ILogger log, Exception e, string jobId, string orderId);
}
