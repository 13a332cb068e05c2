namespace MzPanel.Silo.Enrollment;

internal static partial class EnrollmentLog
{
    [LoggerMessage(LogLevel.Warning, "The agent program {Path} could not be read, and so is not handed out")]
    public static partial void DownloadUnreadable(this ILogger log, Exception exception, string path);
}
