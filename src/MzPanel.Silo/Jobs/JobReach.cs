using MzPanel.Data.Jobs;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>Loads jobs for a caller: what is of another workspace or out of scope is not there (rest-api.md, section 5).</summary>
internal sealed class JobReach(JobRecords records)
{
    public async Task<JobRow> FindAsync(CallerIdentity caller, string id)
    {
        if (await records.FindAsync(caller.WorkspaceId, id) is not { } job || !IsInScope(caller, job.ServerId, job.SiteId))
            throw PanelException.NotFound();
        return Holds(caller, job.ServerId, job.SiteId) ? job : throw new PanelException(PanelError.Forbidden, "Your role does not allow seeing jobs of servers.");
    }

    /// <summary>Whether a job is in scope, and about something the role may see: what is about no site is about the server as a whole.</summary>
    public static bool Holds(CallerIdentity caller, string serverId, string? siteId) =>
        IsInScope(caller, serverId, siteId) && (siteId is not null || CapabilityTable.Allows(caller.Role, Capability.UseServers));

    private static bool IsInScope(CallerIdentity caller, string serverId, string? siteId) =>
        caller.Scope.HoldsServer(serverId) || (siteId is not null && caller.Scope.HoldsSite(siteId, serverId));
}
