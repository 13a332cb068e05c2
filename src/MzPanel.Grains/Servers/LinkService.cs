using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace MzPanel.Grains.Servers;

/// <summary>Answers for the sockets of this silo.</summary>
[Reentrant]
internal sealed class LinkService(ILinkSource sockets, GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers)
    : GrainService(id, silo, loggers), ILinkService
{
    public Task<ReattachRequest?> Find(string serverId) => Task.FromResult(sockets.Find(serverId));
}
