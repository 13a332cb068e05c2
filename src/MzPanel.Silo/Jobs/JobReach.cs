using MzPanel.Data.Jobs;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>Loads jobs for a caller: what is of another workspace or out of scope is not there (rest-api.md, section 5).</summary>
internal sealed class JobReach(JobRecords records)
{
    public async Task<JobRow> FindAsync(CallerIdentity caller, string id) =>
        await records.FindAsync(caller.WorkspaceId, id) is { } job && Holds(caller, job) ? job : throw PanelException.NotFound();

    public static bool Holds(CallerIdentity caller, JobRow job) => Holds(caller, job.ServerId, job.SiteId);

    /// <summary>A job of that server, about that site.</summary>
    public static bool Holds(CallerIdentity caller, string serverId, string? siteId) =>
        caller.Scope.HoldsServer(serverId) || (siteId is not null && caller.Scope.HoldsSite(siteId, serverId));
}
