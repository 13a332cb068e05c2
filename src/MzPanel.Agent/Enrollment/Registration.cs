using MzPanel.Agent.Config;
using MzPanel.Agent.Metrics;
using MzPanel.Protocol.Enrollment;

namespace MzPanel.Agent.Enrollment;

/// <summary>What <c>mzagent register</c> was asked.</summary>
internal sealed record RegistrationOrder(Uri Url, string InstallToken, string? Pin, bool Insecure);

/// <summary>Makes this VPS a server of a control plane: exchanges the install token, pins the keys, writes the configuration.</summary>
internal sealed class Registration(AgentRoot root, ControlPlane controlPlane, Retry retry)
{
    public async Task<AgentConfig> RunAsync(RegistrationOrder order, CancellationToken cancelled)
    {
        var nonce = new ExchangeNonce(Path.Combine(root.StateDirectory, "exchange.json"));
        var request = Request(order.InstallToken, nonce.For(order.InstallToken));
        var reply = await retry.RunAsync(c => controlPlane.RegisterAsync(order.Url, request, c), cancelled);
        var config = (await ConfigAsync(order, reply, cancelled)) with { SealKey = request.SealKey };
        ConfigFile.Save(root, config);
        nonce.Forget();
        return config;
    }

    private async Task<AgentConfig> ConfigAsync(RegistrationOrder order, RegisterReply reply, CancellationToken cancelled)
    {
        Transport.Check(reply.ConnectUrl, "connect_url", order.Insecure, "wss", "ws");
        var keysUrl = Transport.Check(reply.KeysUrl, "keys_url", order.Insecure, "https", "http");
        var published = await retry.RunAsync(c => controlPlane.KeysAsync(keysUrl, c), cancelled);
        return new AgentConfig
        {
            ServerId = reply.ServerId,
            AgentToken = reply.AgentToken,
            ConnectUrl = reply.ConnectUrl,
            Keys = PinnedKeys.Choose(published, order.Pin),
            Pin = order.Pin,
            Insecure = order.Insecure,
        };
    }

    private RegisterRequest Request(string token, string nonce)
    {
        var facts = new ServerFacts(root).Read();
        return new RegisterRequest
        {
            InstallToken = token,
            ExchangeNonce = nonce,
            Hostname = facts.Hostname,
            Os = facts.Os,
            OsVersion = facts.OsVersion,
            Arch = facts.Arch,
            AgentVersion = AgentVersion.Text,
            SealKey = SealKey.PublicPart(root.Resolve(SealKey.Path)),
        };
    }
}
