using Microsoft.Extensions.Logging;

namespace MzPanel.Agent.Jobs;

/// <summary>Everything the desk and its workers can log.</summary>
internal static partial class JobsLog
{
    [LoggerMessage(LogLevel.Information, "Command {Ref} ({Kind}) was accepted")]
    public static partial void Accepted(this ILogger log, string @ref, string kind);

    [LoggerMessage(LogLevel.Warning, "Command {Ref} ({Kind}) was refused: {Code}")]
    public static partial void Refused(this ILogger log, string @ref, string kind, string code);

    [LoggerMessage(LogLevel.Information, "Command {Ref} ended: {Outcome}, exit code {ExitCode}")]
    public static partial void Ended(this ILogger log, string @ref, string outcome, int exitCode);

    [LoggerMessage(LogLevel.Information, "Command {Ref} still ran after a restart and was adopted")]
    public static partial void Adopted(this ILogger log, string @ref);

    [LoggerMessage(LogLevel.Warning, "Command {Ref} did not end when told to and was killed")]
    public static partial void Overran(this ILogger log, string @ref);

    [LoggerMessage(LogLevel.Error, "The journal or a job directory could not be written; it is tried again")]
    public static partial void CouldNotWrite(this ILogger log, Exception e);

    [LoggerMessage(LogLevel.Error, "The journal was damaged and has been set aside; unfinished commands are lost")]
    public static partial void JournalDamaged(this ILogger log);
}
