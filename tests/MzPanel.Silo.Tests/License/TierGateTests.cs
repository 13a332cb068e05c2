using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using MzPanel.Data;
using MzPanel.Silo.Http;
using MzPanel.Silo.License;

namespace MzPanel.Silo.Tests.License;

/// <summary>What a tier does not have is locked, and opens with the tier that has it; what is there already stays.</summary>
public sealed class TierGateTests
{
    private static readonly object Invitation = new { email = "bob@example.org", role = "admin", scope = new { type = "all" } };
    private static readonly object Token = new { name = "ci", scopes = new[] { "*" } };

    [Fact]
    public async Task What_a_tier_lacks_is_locked_until_the_workspace_has_another_one()
    {
        await using var silo = await WholeSilo.StartAsync("--Tiers:Default=free");
        await silo.SetUpAsync();

        Assert.Equal([Locked, Locked], await TryAsync(silo));
        await TierAsync(silo, "pro");
        Assert.Equal([(201, null), Locked], await TryAsync(silo));
        await TierAsync(silo, "max");
        Assert.Equal([(201, null), (201, null)], await TryAsync(silo));
    }

    [Fact]
    public async Task A_tier_that_ends_locks_the_tokens_there_are_and_takes_nobody_out()
    {
        await using var silo = await WholeSilo.StartAsync();
        await silo.SetUpAsync();
        var secret = (await silo.AskAsync("POST", "/v1/account/tokens", Token)).Json.GetProperty("secret").GetString();
        var invited = (await silo.AskAsync("POST", "/v1/team/invitations", Invitation)).Json.GetProperty("token").GetString();
        Assert.Equal(200, (int)(await WithAsync(silo, secret)).Status);

        await TierAsync(silo, "plus");

        Assert.Equal(Locked, Seen(await WithAsync(silo, secret)));
        Assert.Equal(200, (int)(await silo.Http.SendAsync("POST", "/v1/team/invitations/accept", new { token = invited, password = "unicorn-lamp-47-river" })).Status);
        await TierAsync(silo, "max");
        Assert.Equal(200, (int)(await WithAsync(silo, secret)).Status);
    }

    [Fact]
    public async Task Every_gate_of_an_endpoint_is_a_feature_that_some_tier_has_and_the_default_one_opens_all()
    {
        await using var silo = await WholeSilo.StartAsync();
        var tiers = silo.Service<IOptions<TiersOptions>>().Value;
        var gates = silo.Service<EndpointDataSource>().Endpoints.Select(e => e.Metadata.GetMetadata<Gated>()?.Feature).OfType<string>().ToHashSet();

        Assert.NotEmpty(gates);
        Assert.Subset(tiers.ByName["max"].Features.ToHashSet(), gates);
        Assert.Equal(tiers.ByName["max"].Features, tiers.ByName[tiers.Default].Features);
        Assert.True(silo.Service<ITierGate>().Opens("a tier that the settings forgot", TierFeature.MultiUser));
    }

    private static (int, string?) Locked => (403, "tier_locked");

    private static async Task<(int, string?)[]> TryAsync(WholeSilo silo) =>
        [Seen(await silo.AskAsync("POST", "/v1/team/invitations", Invitation)), Seen(await silo.AskAsync("POST", "/v1/account/tokens", Token))];

    private static (int, string?) Seen(Answer answer) => ((int)answer.Status, answer.Message.IsSuccessStatusCode ? null : answer.Code);

    private static Task<Answer> WithAsync(WholeSilo silo, string? secret) => silo.Http.SendAsync("GET", "/v1/account", null, ("Authorization", $"Bearer {secret}"));

    private static async Task TierAsync(WholeSilo silo, string tier) =>
        await silo.Service<Database>().Control.WriteAsync([new("UPDATE workspaces SET tier = @tier", ("tier", tier))]);
}
