using Orleans.Runtime.Services;

namespace MzPanel.Grains.Servers;

/// <summary>Asks other silos for sockets.</summary>
internal interface IRemoteLinks
{
    /// <summary>The welcomed connection of a server on that silo, if there is one.</summary>
    Task<ReattachRequest?> FindAsync(SiloAddress silo, string serverId);
}

/// <inheritdoc/>
internal sealed class RemoteLinks(IServiceProvider services) : GrainServiceClient<ILinkService>(services), IRemoteLinks
{
    public Task<ReattachRequest?> FindAsync(SiloAddress silo, string serverId) => GetGrainService(silo).Find(serverId);
}
