using MzPanel.Data.Enrollment;
using MzPanel.Grains.Tests.Cluster;
using MzPanel.Protocol.Tokens;
using MzPanel.Testing;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>A delivered token is made anew until the agent acknowledges that very delivery (agent-protocol.md, token_rotate).</summary>
public sealed class TokenRotationTests : ServerTest
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await agent.ConnectAsync([]);
        await silo.Service<CredentialRecords>().RequestRotationAsync(
            server.Id, Seed.Entry(server.WorkspaceId, "server.rotate_token") with { ServerId = server.Id }, null, silo.Now);
        await agent.Server.DeliverRotation();
    }

    [Fact]
    public async Task What_was_acknowledged_is_not_made_anew()
    {
        var (id, token) = await DeliveredAsync();
        await agent.Server.TokenRotated(agent.Epoch, id);

        await agent.ConnectAsync([]);

        Assert.False(silo.Gateway.HasFrame);
        Assert.NotNull(await silo.Service<CredentialRecords>().AuthenticateAgentAsync(Token.Hash(token), silo.Now));
    }

    [Fact]
    public async Task An_acknowledgement_of_an_earlier_delivery_keeps_nothing()
    {
        var (earlier, _) = await DeliveredAsync();
        await agent.ConnectAsync([]);
        var (_, second) = await DeliveredAsync();
        await agent.Server.TokenRotated(agent.Epoch, earlier);

        await agent.ConnectAsync([]);

        Assert.NotEqual(second, (await DeliveredAsync()).Token);
    }

    private async Task<(string Id, string Token)> DeliveredAsync()
    {
        var frame = await silo.Gateway.NextAsync("token_rotate");
        return (frame.GetProperty("id").GetString()!, frame.GetProperty("payload").GetProperty("agent_token").GetString()!);
    }
}
