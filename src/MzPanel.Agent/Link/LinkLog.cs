using Microsoft.Extensions.Logging;

namespace MzPanel.Agent.Link;

/// <summary>Everything the link can log.</summary>
internal static partial class LinkLog
{
    [LoggerMessage(LogLevel.Information, "Connected as {ServerId}, epoch {Epoch}")]
    public static partial void Connected(this ILogger log, string serverId, long epoch);

    [LoggerMessage(LogLevel.Warning, "The link ended ({End}); dialling again in {WaitMs} ms")]
    public static partial void Ended(this ILogger log, LinkEnd end, long waitMs);

    [LoggerMessage(LogLevel.Error, "The control plane refused this agent for good ({End})")]
    public static partial void RefusedForGood(this ILogger log, LinkEnd end);

    [LoggerMessage(LogLevel.Warning, "A key notice was not signed by a key of this agent and was ignored")]
    public static partial void KeysIgnored(this ILogger log);

    [LoggerMessage(LogLevel.Warning, "The licence is not signed by a key of this agent, or is another server's, and was ignored")]
    public static partial void LicenseIgnored(this ILogger log);

    [LoggerMessage(LogLevel.Warning, "The control plane did not understand message {Ref}: {Code}, {Text}")]
    public static partial void NotUnderstood(this ILogger log, string? @ref, string code, string text);

    [LoggerMessage(LogLevel.Information, "The agent token was exchanged")]
    public static partial void TokenRotated(this ILogger log);

    [LoggerMessage(LogLevel.Error, "A message of type {Type} could not be handled; it will come again")]
    public static partial void CouldNotHandle(this ILogger log, string type, Exception e);

    [LoggerMessage(LogLevel.Error, "A part of the connection failed; the link is begun anew")]
    public static partial void PartFailed(this ILogger log, Exception e);
}
