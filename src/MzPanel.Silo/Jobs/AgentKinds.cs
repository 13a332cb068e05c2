using System.Text.Json;
using MzPanel.Data.Agents;
using MzPanel.Protocol.Commands;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>What the agents of servers run, by their last word.</summary>
internal sealed class AgentKinds(SessionRecords sessions)
{
    /// <summary>Of a server; none where its agent never came, or named none.</summary>
    public async Task<IReadOnlyCollection<string>> OfAsync(string serverId) => await sessions.FindAsync(serverId) is { } session ? Parse(session.Kinds) : [];

    /// <summary>Of several; those whose agent never came are missing.</summary>
    public async Task<IReadOnlyDictionary<string, string[]>> OfAsync(IReadOnlyCollection<string> serverIds) =>
        (await sessions.KindsAsync(serverIds)).ToDictionary(said => said.Key, said => Parse(said.Value));

    /// <summary>Refuses where the agent of a server does not run a kind; one that never came runs whatever it will run.</summary>
    public async Task RequireAsync(CommandKind kind, string serverId)
    {
        if (!KindRule.Runs(kind.Name, await OfAsync(serverId)))
            throw Faults.Of("server_id", $"names a server whose agent does not run {kind.Name}");
    }

    private static string[] Parse(string kinds) => JsonSerializer.Deserialize<string[]>(kinds)!;
}
