namespace MzPanel.Silo.Mail;

internal static partial class MailLog
{
    [LoggerMessage(1901, LogLevel.Warning, "The mail server {Host}:{Port} did not take a mail")]
    public static partial void MailNotTaken(this ILogger log, Exception exception, string host, int port);

    [LoggerMessage(1902, LogLevel.Warning, "A mail was not written because too many wait")]
    public static partial void MailNotQueued(this ILogger log);

    [LoggerMessage(1903, LogLevel.Warning, "A mail was not written because the records could not answer")]
    public static partial void MailNotWritten(this ILogger log, Exception exception);

    [LoggerMessage(1905, LogLevel.Warning, "A mail ({Kind}) was not sent: its person got too many of them within an hour")]
    public static partial void MailNotAllowed(this ILogger log, LetterKind kind);

    [LoggerMessage(1904, LogLevel.Warning, "What became of the link of {InvitationId} could not be noted")]
    public static partial void DeliveryNotNoted(this ILogger log, Exception exception, string invitationId);
}
