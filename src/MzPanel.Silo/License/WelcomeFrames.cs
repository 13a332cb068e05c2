using MzPanel.Grains;
using MzPanel.Grains.License;
using MzPanel.Grains.Servers;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.License;
using MzPanel.Silo.Agents;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.License;

/// <summary>Makes the <c>welcome</c>: the licence signed for this server, the keys, the limits, and what became of its commands.</summary>
internal sealed class WelcomeFrames(KeyRing keys, Tiers tiers, PublicUrl url, DeliveryOptions delivery, TimeProvider time)
{
    private static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    public async ValueTask<byte[]> OfAsync(AgentIdentity who, string helloId, AttachReply reply)
    {
        var now = time.GetUtcNow();
        var welcome = new Welcome
        {
            ServerId = who.ServerId,
            Epoch = reply.Epoch,
            HeartbeatS = delivery.HeartbeatSeconds,
            License = await keys.SignAsync(Claims(who.ServerId, reply.WorkspaceId, tiers.Of(who.Tier), now), ProtocolJson.Default.LicenseClaims, Jws.LicenseType),
            Keys = keys.KeysJws,
            Limits = new WelcomeLimits { MessageBytes = ProtocolLimits.MessageBytes, LogWindowBytes = ProtocolLimits.LogWindowBytes },
            Resume = [.. reply.Resume.Select(r => new Resume { Ref = r.CommandId, AckedSeq = r.AckedSeq, Verdict = r.Verdict })],
            ServerTime = now.ToUnixTimeMilliseconds(),
        };
        return EnvelopeWriter.Write(Guid.NewGuid().ToString(), welcome.ServerTime, MessageType.Welcome, helloId, welcome, ProtocolJson.Default.Welcome);
    }

    private LicenseClaims Claims(string serverId, string workspaceId, Tier tier, DateTimeOffset now) => new()
    {
        Iss = url.Text,
        Sub = serverId,
        Wid = workspaceId,
        Tier = tier.Name,
        Quotas = new LicenseQuotas { Servers = tier.Servers, Sites = tier.Sites },
        Features = tier.Features,
        Iat = now.ToUnixTimeSeconds(),
        Exp = (now + Grace).ToUnixTimeSeconds(),
    };
}
