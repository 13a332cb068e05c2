namespace MzPanel.Grains.Servers;

/// <summary>The sockets of this silo, for the grains that live beside them.</summary>
public interface ILinkSource
{
    /// <summary>The welcomed connection of a server on this silo, if there is one: a grain that wakes up asks for it.</summary>
    ReattachRequest? Find(string serverId);

    /// <summary>
    /// Puts a frame into a connection's send queue without a call through the runtime; <see langword="false"/> where this silo has
    /// no such connection.
    /// </summary>
    bool TrySend(string connectionId, byte[] frame);
}
