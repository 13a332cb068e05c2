using System.Text.Json;
using MzPanel.Data.Agents;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>Whether somebody may order this, by the rules of a job that is asked for at once.</summary>
internal sealed class OrderCheck(SessionRecords sessions)
{
    /// <summary>Of one server: also a kind of its agent's own. Refuses naming every field at fault.</summary>
    public async Task<CommandKind?> OfServerAsync(string serverId, JobRequest asked, CallerIdentity caller)
    {
        var offered = await sessions.FindAsync(serverId) is { } session ? JsonSerializer.Deserialize<string[]>(session.Kinds)! : [];
        return JobRequestRules.Check(asked, offered, caller);
    }

    /// <summary>Of servers that differ: a kind that everybody knows. Whether each agent runs it is asked when its turn comes.</summary>
    public static CommandKind? OfMany(JobRequest asked, CallerIdentity caller) => JobRequestRules.Check(asked, [], caller);
}
