using MzPanel.Grains;
using MzPanel.Grains.Servers;

namespace MzPanel.Silo.Agents;

/// <summary>Writes the <c>welcome</c> of an accepted <c>hello</c>.</summary>
internal delegate ValueTask<byte[]> MakeWelcome(AgentIdentity who, string helloId, AttachReply reply);

/// <summary>Finds the job of a server's command in the records.</summary>
internal delegate Task<string?> JobOfCommand(string serverId, string commandId);

/// <summary>What every connection of this silo uses.</summary>
internal sealed record AgentContext(
    IGrainFactory Grains,
    AgentGateway Gateway,
    ArrivalLine Arrivals,
    LocalLinks Links,
    MakeWelcome Welcome,
    JobOfCommand JobOf,
    Jitter Jitter,
    AgentMeters Meters,
    TimeProvider Time,
    ILogger<AgentConnection> Log)
{
    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Milliseconds of a clock that nobody sets, for spans.</summary>
    public long Steady => (long)Time.GetElapsedTime(0).TotalMilliseconds;
}
