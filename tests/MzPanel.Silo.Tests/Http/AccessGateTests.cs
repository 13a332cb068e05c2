using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Tests.Http;

public sealed class AccessGateTests
{
    [Theory]
    [InlineData("owner", 204)]
    [InlineData("admin", 204)]
    [InlineData("operator", 403)]
    [InlineData("customer", 403)]
    public async Task A_role_does_what_the_table_says(string role, int status)
    {
        await using var silo = await Things.StartAsync();

        var answer = await silo.Http.SendAsync("DELETE", "/v1/things/a", null, (HeaderCallers.Header, $"wks_1/usr_1/{role}"));

        Assert.Equal(status, (int)answer.Status);
    }

    [Fact]
    public void What_is_not_in_the_table_is_denied()
    {
        Assert.All(Enum.GetValues<Role>(), role =>
        {
            Assert.False(CapabilityTable.Allows(role, Capability.Anonymous));
            Assert.False(CapabilityTable.Allows(role, Capability.Agent));
        });
        Assert.Equal(Reach.SitesInScope, CapabilityTable.Of(Role.Customer, Capability.UseSites));
        Assert.Equal(Reach.ServersInScope, CapabilityTable.Of(Role.Operator, Capability.UseServers));
        Assert.Equal(Reach.None, CapabilityTable.Of(Role.Admin, Capability.Workspace));
    }

    [Fact]
    public async Task Start_up_fails_where_an_endpoint_names_no_capability_validates_nothing_or_has_no_scope()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => TestSilo.StartAsync(
            (services, _) => services.AddSingleton<ICallerSource, HeaderCallers>(),
            v1 =>
            {
                v1.MapGet("/open-by-mistake", () => TypedResults.Ok());
                v1.MapGet("/sites-or-jobs", () => TypedResults.Ok()).Needs(Capability.UseSites);
                v1.MapGet("/somethings/{id}", () => TypedResults.Ok()).Needs(Capability.Account);
                v1.MapGet("/members/{id}", () => TypedResults.Ok()).Needs(Capability.ManageTeam).Over(Subject.Member);
                v1.MapPost("/unchecked", (Body<Unchecked> body) => TypedResults.Ok(body.Value)).Needs(Capability.Account);
            }));

        Assert.Contains("/v1/open-by-mistake names no capability", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("/v1/sites-or-jobs names no resource", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("/v1/somethings/{id} takes an id, but does not say of what", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("nobody sees whether a Member is in its scope", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Unchecked, which has no validator", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", 403, "forbidden")]
    [InlineData("none", 404, "not_found")]
    public async Task Beyond_the_role_what_is_there_is_forbidden_and_what_is_not_is_not_there(string id, int status, string code)
    {
        await using var silo = await Things.StartAsync();

        var answer = await silo.Http.SendAsync("DELETE", $"/v1/things/{id}", null, (HeaderCallers.Header, "wks_1/usr_1/operator"));

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_caller_is_told_what_is_left_and_refused_at_the_end()
    {
        await using var silo = await Things.StartAsync(("RateLimits:RequestsPerMinute", "3"));

        var answers = new List<Answer>();
        for (var i = 0; i < 4; i++)
            answers.Add(await GetAsync(silo, "usr_1"));
        var other = await GetAsync(silo, "usr_2");

        Assert.Equal([200, 200, 200, 429], answers.Select(a => (int)a.Status));
        Assert.Equal(["2", "1", "0", "0"], answers.Select(a => a.Header("RateLimit-Remaining")));
        Assert.Equal(("rate_limited", "3", "20"), (answers[3].Code, answers[3].Header("RateLimit-Limit"), answers[3].Header("Retry-After")));
        Assert.NotNull(answers[3].Header("RateLimit-Reset"));
        Assert.Equal(200, (int)other.Status);
    }

    [Fact]
    public async Task Tries_at_a_door_are_limited_by_address()
    {
        await using var silo = await Things.StartAsync(("RateLimits:SignInsPerMinute", "2"));

        var answers = new List<int>();
        for (var i = 0; i < 3; i++)
            answers.Add((int)(await silo.Http.SendAsync("POST", "/v1/things/enter", "{\"name\":\"a\"}")).Status);

        Assert.Equal([200, 200, 429], answers);
        Assert.Equal(200, (int)(await GetAsync(silo, "usr_1")).Status);
    }

    [Fact]
    public async Task Strangers_are_limited_too()
    {
        await using var silo = await Things.StartAsync(("RateLimits:RequestsPerMinute", "2"));

        var answers = new List<int>();
        for (var i = 0; i < 3; i++)
            answers.Add((int)(await silo.Http.SendAsync("GET", "/v1/things")).Status);

        Assert.Equal([401, 401, 429], answers);
    }

    [Fact]
    public async Task Paths_and_verbs_that_are_not_there_are_counted_too()
    {
        await using var silo = await Things.StartAsync(("RateLimits:RequestsPerMinute", "3"));

        var answers = new List<Answer>();
        foreach (var (method, path) in new[] { ("GET", "/v1/nowhere"), ("PUT", "/v1/things"), ("GET", "/v1"), ("GET", "/v1/nowhere"), ("GET", "/nowhere") })
            answers.Add(await silo.Http.SendAsync(method, path));

        Assert.Equal([404, 405, 404, 429, 404], answers.Select(a => (int)a.Status));
        Assert.Equal(["2", "1", "0", "0", null], answers.Select(a => a.Header("RateLimit-Remaining")));
    }

    [Fact]
    public async Task Refusals_are_witnessed()
    {
        await using var silo = await Things.StartAsync();

        await silo.Http.SendAsync("GET", "/v1/things");
        await silo.Http.SendAsync("DELETE", "/v1/things/a", null, (HeaderCallers.Header, "wks_1/usr_1/customer"));

        Assert.Equal([PanelError.Unauthenticated, PanelError.Forbidden], silo.Services.GetRequiredService<Witness>().Seen);
    }

    [Theory]
    [InlineData("\"7\"", 200)]
    [InlineData("*", 200)]
    [InlineData("\"6\", \"7\"", 200)]
    [InlineData("\"6\"", 412)]
    [InlineData("W/\"7\"", 412)]
    [InlineData("7", 412)]
    [InlineData("", 412)]
    public async Task If_match_must_name_the_version(string ifMatch, int status)
    {
        await using var silo = await Things.StartAsync();

        var answer = await silo.Http.SendAsync("PATCH", "/v1/things/a", "{\"name\":\"a\"}", (HeaderCallers.Header, "wks_1/usr_1/owner"), ("If-Match", ifMatch));

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(status == 200 ? "\"8\"" : null, answer.Header("ETag"));
    }

    private static Task<Answer> GetAsync(TestSilo silo, string user) =>
        silo.Http.SendAsync("GET", "/v1/things", null, (HeaderCallers.Header, $"wks_1/{user}/owner"));

    private sealed record Unchecked(string? Name);
}
