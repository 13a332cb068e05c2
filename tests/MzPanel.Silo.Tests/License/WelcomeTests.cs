using System.Text.Json;
using MzPanel.Grains.License;
using MzPanel.Protocol;
using MzPanel.Protocol.License;

namespace MzPanel.Silo.Tests.License;

public sealed class WelcomeTests
{
    [Fact]
    public async Task The_welcome_carries_a_licence_of_seven_days_signed_by_a_published_key()
    {
        await using var silo = await WholeSilo.StartAsync("--Tiers:Default=pro", "--Agents:HeartbeatSeconds=7");
        await silo.SetUpAsync();
        var (server, token) = await silo.ServerAsync();
        var (agent, welcome) = await silo.ConnectAsync(token);
        using (agent)
        {
            var published = await PublishedAsync(silo);
            var licence = Jws.Open(welcome.GetProperty("license").GetString()!, ProtocolJson.Default.LicenseClaims, Jws.LicenseType, published)!;
            Assert.Equal((silo.Silo.Url.Text, server, "pro"), (licence.Iss, licence.Sub, licence.Tier));
            Assert.Equal((10, 150), (licence.Quotas.Servers, licence.Quotas.Sites));
            Assert.Equal(7 * 24 * 3600, licence.Exp - licence.Iat);
            Assert.NotNull(Jws.Open(welcome.GetProperty("keys").GetString()!, ProtocolJson.Default.KeyPair, Jws.KeysType, published));
            Assert.Equal((7, 64 * 1024, 1024 * 1024), (
                welcome.GetProperty("heartbeat_s").GetInt32(),
                welcome.GetProperty("limits").GetProperty("message_bytes").GetInt32(),
                welcome.GetProperty("limits").GetProperty("log_window_bytes").GetInt32()));
        }
    }

    [Fact]
    public async Task A_roll_over_is_told_to_connected_agents_in_words_they_can_check()
    {
        await using var silo = await WholeSilo.StartAsync();
        await silo.SetUpAsync();
        var (_, token) = await silo.ServerAsync();
        var known = await PublishedAsync(silo);
        var (agent, _) = await silo.ConnectAsync(token);
        using (agent)
        {
            await silo.Service<KeyRing>().RollOverAsync();
            var told = await agent.NextAsync("keys");
            var pair = Jws.Open(told.Payload.GetProperty("jws").GetString()!, ProtocolJson.Default.KeyPair, Jws.KeysType, known)!;
            Assert.Equal(known[1].Kid, pair.Current.Kid);
            Assert.Equal(await PublishedAsync(silo), silo.Service<KeyRing>().Published.Keys);
        }
    }

    private static async Task<IReadOnlyList<Jwk>> PublishedAsync(WholeSilo silo) =>
        JsonSerializer.Deserialize((await silo.AskAsync("GET", "/.well-known/jwks.json")).Text, ProtocolJson.Default.KeySet)!.Keys;
}
