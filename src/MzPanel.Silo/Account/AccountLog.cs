namespace MzPanel.Silo.Account;

internal static partial class AccountLog
{
    [LoggerMessage(1201, LogLevel.Warning, "Use of session {SessionId} could not be noted; its idle time runs on")]
    public static partial void SessionWasNotTouched(this ILogger log, Exception exception, string sessionId);

    [LoggerMessage(1204, LogLevel.Warning, "Use of token {TokenId} could not be noted")]
    public static partial void TokenWasNotTouched(this ILogger log, Exception exception, string tokenId);

    [LoggerMessage(1202, LogLevel.Warning, "Ended sessions and links could not be removed; tried again later")]
    public static partial void SweepFailed(this ILogger log, Exception exception);

    [LoggerMessage(1203, LogLevel.Warning, "The password of {UserId} could not be hashed anew; tried again at the next sign-in")]
    public static partial void RehashFailed(this ILogger log, Exception exception, string userId);

    [LoggerMessage(1205, LogLevel.Warning, "Failed tries are counted by this silo alone for a moment: the cluster's count was not reached")]
    public static partial void GuardIsAway(this ILogger log, Exception exception);

    [LoggerMessage(1206, LogLevel.Warning, "The agent of {ServerId} could not be cut off though its workspace is closed; its token is void")]
    public static partial void AgentWasNotDismissed(this ILogger log, Exception exception, string serverId);
}
