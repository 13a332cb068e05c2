namespace MzPanel.Silo.Agents;

/// <summary>Every line this room can log. Never a token, never a payload.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Agent of {ServerId} connected from {Address} with epoch {Epoch}")]
    public static partial void AgentConnected(this ILogger log, string serverId, string address, long epoch);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent of {ServerId} disconnected, epoch {Epoch}, code {Code}")]
    public static partial void AgentDisconnected(this ILogger log, string serverId, long epoch, int code);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent of {ServerId} was refused after its hello: {Code} {Reason}")]
    public static partial void AgentRefused(this ILogger log, string serverId, int code, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent of {ServerId} broke the protocol: {Code}")]
    public static partial void ProtocolBroken(this ILogger log, string serverId, string code);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent of {ServerId} reported an error: {Code} {Text}")]
    public static partial void AgentComplained(this ILogger log, string serverId, string code, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A {Type} of {ServerId} was not handled; the agent sends it again")]
    public static partial void FrameFailed(this ILogger log, Exception exception, string serverId, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A {Type} of {ServerId} found no room and was dropped; the agent sends it again")]
    public static partial void FrameDropped(this ILogger log, string serverId, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lines of {CommandId} on {ServerId} were not stored; tried again in {DelayMs} ms")]
    public static partial void AppendFailed(this ILogger log, Exception exception, string serverId, string commandId, double delayMs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The grain of {ServerId} did not hear a sign of life")]
    public static partial void BeatFailed(this ILogger log, Exception exception, string serverId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The grain of {ServerId} did not hear that its link is gone")]
    public static partial void DetachFailed(this ILogger log, Exception exception, string serverId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The connection of {ServerId} failed")]
    public static partial void ConnectionFailed(this ILogger log, Exception exception, string serverId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sent {Count} agents away")]
    public static partial void Drained(this ILogger log, int count);
}
