using Orleans.Concurrency;

namespace MzPanel.Grains.Agents;

/// <summary>
/// The sockets of one silo, as grains see them: one observer per silo that routes by connection id, because a deleted
/// per-socket observer would block its caller until the response timeout. One-way: what is lost here is sent again by the
/// rules of delivery.md, "Sending, again".
/// </summary>
[Alias("mzpanel.gateway")]
public interface IAgentGateway : IGrainObserver
{
    /// <summary>Puts a frame (one UTF-8 envelope) into the connection's send queue; no connection, no effect.</summary>
    [OneWay, Alias("send")]
    Task Send(string connectionId, [Immutable] byte[] frame);

    /// <summary>Closes the connection with a code of agent-protocol.md.</summary>
    [OneWay, Alias("close")]
    Task Close(string connectionId, int code, string reason);
}
