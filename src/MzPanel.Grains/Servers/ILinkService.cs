using Orleans.Services;

namespace MzPanel.Grains.Servers;

/// <summary>The sockets of one silo, asked from another: a server's grain may wake up where its socket is not.</summary>
[Alias("mzpanel.links")]
public interface ILinkService : IGrainService
{
    /// <summary>The welcomed connection of a server on that silo, if there is one.</summary>
    [Alias("find")]
    Task<ReattachRequest?> Find(string serverId);
}
