using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>Whether somebody may order this, by the rules of a job that is asked for at once.</summary>
internal sealed class OrderCheck(AgentKinds agents)
{
    /// <summary>Of one server: also a kind of its agent's own. Refuses naming every field at fault.</summary>
    public async Task<CommandKind?> OfServerAsync(string serverId, JobRequest asked, CallerIdentity caller) =>
        JobRequestRules.Check(asked, await agents.OfAsync(serverId), caller);

    /// <summary>
    /// Of several: also a kind that only agents of some of them know. Whether each agent runs it is asked when its turn comes, for
    /// agents come and change.
    /// </summary>
    public async Task<CommandKind?> OfManyAsync(IReadOnlyCollection<string> serverIds, JobRequest asked, CallerIdentity caller)
    {
        if (CommandCatalogue.Find(asked.Kind!) is not null)
            return JobRequestRules.Check(asked, [], caller);
        return JobRequestRules.Check(asked, (await agents.OfAsync(serverIds)).Values.SelectMany(kinds => kinds).ToHashSet(), caller);
    }
}
