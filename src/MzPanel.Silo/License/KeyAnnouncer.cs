using MzPanel.Grains.License;
using MzPanel.Silo.Agents;

namespace MzPanel.Silo.License;

/// <summary>Tells the agents of this silo when the signing keys change; one that connects later hears it in its welcome.</summary>
internal sealed class KeyAnnouncer(KeyRing keys, AgentGateway gateway, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        keys.Changed += Announce;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        keys.Changed -= Announce;
        return Task.CompletedTask;
    }

    private void Announce()
    {
        var frame = AgentFrames.Keys(keys.KeysJws, time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var connection in gateway.Connections)
            connection.Deliver(frame);
    }
}
