using System.Net;
using Microsoft.AspNetCore.Routing;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Tests;

/// <summary>Every route of the program as it is composed, tried with a token of every scope.</summary>
public sealed class TokenScopeTests
{
    // The longest prefix counts.
    private static readonly (string Prefix, string Resource)[] Resources =
    [
        ("/v1/servers/{id}/jobs", "jobs"), ("/v1/servers", "servers"), ("/v1/live", "jobs"), ("/v1/jobs", "jobs"), ("/v1/commands", "jobs"),
        ("/v1/schedules", "jobs"), ("/v1/rollouts", "jobs"), ("/v1/agent-updates", "jobs"), ("/v1/servers/{id}/update", "jobs"), ("/v1/sites", "sites"), ("/v1/backups", "backups"), ("/v1/team", "team"),
        ("/v1/account/audit", "audit"), ("/v1/account", "account"),
    ];

    private static readonly string[] Scopes =
    [
        "*", "shell:run", .. new[] { "servers", "jobs", "sites", "backups", "team", "account", "audit" }.SelectMany(r => new[] { $"{r}:read", $"{r}:write" }),
    ];

    [Fact]
    public async Task A_token_opens_the_routes_of_its_scope_and_no_other()
    {
        await using var silo = await WholeSilo.StartAsync();
        await silo.SetUpAsync();
        var tried = 0;
        foreach (var scope in Scopes)
        {
            var made = await silo.AskAsync("POST", "/v1/account/tokens", new { name = scope, scopes = new[] { scope } });
            Assert.Equal(HttpStatusCode.Created, made.Status);
            foreach (var (method, route) in Routes(silo))
            {
                var answer = await TryAsync(silo, made.Json.GetProperty("secret").GetString()!, method, route);
                var opens = scope == "*" || scope == Expected(method, route);
                Assert.True(opens == (answer.Status is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)), $"{scope}: {method} {route}: {answer.Text}");
                tried++;
            }
        }
        Assert.InRange(tried, 300, 10_000);
    }

    [Fact]
    public async Task The_free_shell_needs_a_scope_of_its_own()
    {
        await using var silo = await WholeSilo.StartAsync();
        await silo.SetUpAsync();
        var (server, _) = await silo.ServerAsync();
        var job = new { kind = "shell.run", args = new { command = "id" } };
        foreach (var (scopes, status) in new[] { (new[] { "jobs:write" }, 403), (["shell:run"], 403), (["jobs:write", "shell:run"], 202), (["*"], 202) })
        {
            var secret = (await silo.AskAsync("POST", "/v1/account/tokens", new { name = "t", scopes })).Json.GetProperty("secret").GetString();
            var answer = await silo.Http.SendAsync("POST", $"/v1/servers/{server}/jobs", job, ("Authorization", $"Bearer {secret}"));
            Assert.True(status == (int)answer.Status, $"{string.Join(' ', scopes)}: {answer.Text}");
        }
    }

    private static IEnumerable<(string Method, string Route)> Routes(WholeSilo silo) => silo.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<Needed>()!.Capability is not (Capability.Anonymous or Capability.Agent))
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods, (endpoint, method) => (method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/')));

    private static string Expected(string method, string route) =>
        Resources.Where(row => route.StartsWith(row.Prefix, StringComparison.Ordinal)).MaxBy(row => row.Prefix.Length).Resource + (method == "GET" ? ":read" : ":write");

    private static Task<Answer> TryAsync(WholeSilo silo, string secret, string method, string route)
    {
        var path = route.Replace("{id}", "none", StringComparison.Ordinal).Replace("{kind}", "services", StringComparison.Ordinal);
        // A stream that is let in has no end: one that may be opened says what is wrong with the place instead.
        path += route == "/v1/live" ? "?after=-1" : "";
        return silo.Http.SendAsync(method, path, method is "GET" ? null : "{}", ("Authorization", $"Bearer {secret}"));
    }
}
