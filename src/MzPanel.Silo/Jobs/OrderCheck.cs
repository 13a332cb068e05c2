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

    /// <summary>
    /// Of several: also a kind that only agents of some of them know. Whether each agent runs it is asked when its turn comes, for
    /// agents come and change.
    /// </summary>
    public async Task<CommandKind?> OfManyAsync(IReadOnlyCollection<string> serverIds, JobRequest asked, CallerIdentity caller)
    {
        if (CommandCatalogue.Find(asked.Kind!) is not null)
            return JobRequestRules.Check(asked, [], caller);
        var offered = (await sessions.KindsAsync(serverIds)).Values.SelectMany(kinds => JsonSerializer.Deserialize<string[]>(kinds)!);
        return JobRequestRules.Check(asked, offered.ToHashSet(), caller);
    }
}
