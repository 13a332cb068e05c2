using System.Text.Json.Nodes;
using MzPanel.Data.Audit;
using MzPanel.Data.Jobs;

namespace MzPanel.Grains.Jobs;

/// <summary>The audit row of each transition (delivery.md, I7).</summary>
internal static class JobAudit
{
    public static AuditEntry Of(JobRow job, string action, Caller? caller = null) => new()
    {
        WorkspaceId = job.WorkspaceId,
        Actor = caller is null ? AuditActor.System : new AuditActor(caller.Type, caller.Id, caller.Name),
        Action = action,
        Subject = ("job", job.Id),
        ServerId = job.ServerId,
        JobId = job.Id,
        RequestId = caller?.RequestId,
        Address = caller?.Address,
        Details = Details(job).ToJsonString(),
    };

    /// <summary>Somebody asked for it: on a route of sites, for what it does to the site.</summary>
    public static AuditEntry Asked(JobRow row, NewJob job) => job.Site is null || row.SiteId is null
        ? Of(row, "job.create", job.Caller)
        : Of(row, row.Kind, job.Caller) with { Subject = ("site", row.SiteId) };

    /// <summary>The same, done by the agent of the job's server.</summary>
    public static AuditEntry ByAgent(JobRow job, string action) =>
        Of(job, action) with { Actor = new AuditActor("agent", job.ServerId, "mzagent") };

    private static JsonObject Details(JobRow job)
    {
        var details = new JsonObject { ["kind"] = job.Kind, ["status"] = job.Status, ["attempt"] = job.Attempt };
        if (job.ExitCode is { } code)
            details["exit_code"] = code;
        if (job.ErrorCode is { } error)
            details["error"] = error;
        return details;
    }
}
