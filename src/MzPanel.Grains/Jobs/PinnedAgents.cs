using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Protocol.Commands;

namespace MzPanel.Grains.Jobs;

/// <summary>Agents that are pinned to their version: an update that waited until then is not begun.</summary>
internal sealed class PinnedAgents(ServerRecords servers)
{
    /// <summary>Whether the policy in force now forbids this job.</summary>
    public async ValueTask<bool> ForbidAsync(JobRow? job) => job is not null && job.Kind == AgentUpdate.Kind.Name
        && await servers.FindAsync(job.ServerId) is { PolicyInForce: UpdatePolicy.Pinned };
}
