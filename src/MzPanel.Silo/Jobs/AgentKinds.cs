using System.Text.Json;
using MzPanel.Data.Agents;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>What the agents of servers run, by their last word.</summary>
internal sealed class AgentKinds(SessionRecords sessions)
{
    /// <summary>Refuses where the agent of a server does not run a kind; one that never came runs whatever it will run.</summary>
    public async Task RequireAsync(CommandKind kind, string serverId)
    {
        string[] offered = await sessions.FindAsync(serverId) is { } session ? JsonSerializer.Deserialize<string[]>(session.Kinds)! : [];
        if (!KindRule.Runs(kind.Name, offered))
            throw Faults.Of("server_id", $"names a server whose agent does not run {kind.Name}");
    }
}
