using System.Text.Json;
using MzPanel.Data.Audit;
using MzPanel.Data.License;
using MzPanel.Protocol;

namespace MzPanel.Silo.Tests.License;

public sealed class LicenseRenewalTests
{
    [Fact]
    public async Task A_connected_agent_whose_workspace_is_on_another_tier_comes_back_for_its_licence_and_then_gets_a_token()
    {
        await using var silo = await WholeSilo.StartAsync("--Tiers:Default=free");
        await silo.SetUpAsync();
        var (server, token) = await silo.ServerAsync();
        var (agent, before) = await silo.ConnectAsync(token);
        Assert.Equal("free", Tier(before));

        await ChangeAsync(silo, "max");

        Assert.Equal("The licence has changed.", (await agent.NextAsync("goaway")).Payload.GetProperty("reason").GetString());
        Assert.Equal(1012, (await agent.NextAsync("close")).CloseCode);
        agent.Dispose();
        var (again, after) = await silo.ConnectAsync(token);
        using (again)
        {
            Assert.Equal((server, "max"), (after.GetProperty("server_id").GetString(), Tier(after)));
            var rotate = await again.NextAsync("token_rotate");
            await again.SendAsync("ack", new { }, rotate.Id);
            (await silo.ConnectAsync(rotate.Payload.GetProperty("agent_token").GetString()!)).Agent.Dispose();
        }
        await Assert.ThrowsAnyAsync<Exception>(() => silo.DialAsync(token));
    }

    private static async Task ChangeAsync(WholeSilo silo, string tier)
    {
        var workspace = (await silo.AskAsync("GET", "/v1/account")).Json.GetProperty("workspace").GetProperty("id").GetString()!;
        var audit = new AuditEntry { WorkspaceId = workspace, Actor = AuditActor.System, Action = "workspace.tier" };
        // Long enough ago that nobody brings the token who asked for it.
        var then = TimeProvider.System.GetUtcNow().AddMinutes(-1).ToUnixTimeMilliseconds();
        Assert.Equal(1, await silo.Service<TierRecords>().ChangeAsync(workspace, tier, audit, then));
    }

    private static string? Tier(JsonElement welcome)
    {
        var jws = welcome.GetProperty("license").GetString()!;
        return JsonSerializer.Deserialize(System.Buffers.Text.Base64Url.DecodeFromChars(jws.Split('.')[1]), ProtocolJson.Default.LicenseClaims)?.Tier;
    }
}
