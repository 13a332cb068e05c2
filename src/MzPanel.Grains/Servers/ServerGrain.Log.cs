using Microsoft.Extensions.Logging;

namespace MzPanel.Grains.Servers;

internal sealed partial class ServerGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Agent of {ServerId} attached under epoch {Epoch} from {Address}")]
    private partial void LogAttached(string serverId, long epoch, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent of {ServerId} detached from epoch {Epoch}")]
    private partial void LogDetached(string serverId, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent of {ServerId} connects too often; two machines may share its token")]
    private partial void LogFlapping(string serverId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Server {ServerId} went offline")]
    private partial void LogOffline(string serverId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The grain of {ServerId} took the socket of epoch {Epoch} back")]
    private partial void LogFound(string serverId, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Server {ServerId} is looked at again later")]
    private partial void LogPostponed(Exception e, string serverId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A heartbeat of {ServerId} has no readable metrics")]
    private partial void LogOddHeartbeat(Exception e, string serverId);
}
