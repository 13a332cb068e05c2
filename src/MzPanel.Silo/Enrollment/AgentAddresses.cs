using Microsoft.Extensions.Options;
using MzPanel.Protocol.Enrollment;
using MzPanel.Silo.Agents;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Enrollment;

/// <summary>Where agents find us (running.md: <c>PublicUrl</c>, <c>Agents:ConnectUrl</c>).</summary>
internal sealed class AgentAddresses(PublicUrl url, IOptions<AgentsOptions> options)
{
    /// <summary>Where agents dial.</summary>
    public string ConnectUrl => options.Value.ConnectUrl ?? Dial(url.Text);

    public RegisterReply Reply(string serverId, string token) => new()
    {
        ServerId = serverId,
        AgentToken = token,
        ConnectUrl = ConnectUrl,
        KeysUrl = url.Text + "/.well-known/jwks.json",
    };

    // http becomes ws and https becomes wss.
    private static string Dial(string address) => string.Concat("ws", address.AsSpan("http".Length), "/v1/agent");
}
