namespace MzPanel.Grains.Servers;

/// <summary>The sockets of this silo, asked by a grain that wakes up: its link may be alive right here.</summary>
public interface ILinkSource
{
    /// <summary>The welcomed connection of a server on this silo, if there is one.</summary>
    ReattachRequest? Find(string serverId);
}
