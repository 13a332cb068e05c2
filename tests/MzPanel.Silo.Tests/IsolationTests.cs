using Microsoft.AspNetCore.Routing;
using MzPanel.Data;
using MzPanel.Silo.Http;
using MzPanel.Silo.Tests.Logs;

namespace MzPanel.Silo.Tests;

/// <summary>Nothing crosses workspaces (delivery.md, I8): every route of these rooms is tried with identifiers of another one.</summary>
public sealed class IsolationTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task What_is_of_another_workspace_is_answered_like_what_never_existed()
    {
        var owner = await RunningJob.StartAsync(panel);
        await owner.LogAsync(1, "secret line");
        var made = await owner.Tenant.SendAsync("POST", "/v1/sites", new { server_id = owner.Server, domain = "a.example", kind = "static" });
        var site = made.Json.GetProperty("site").GetProperty("id").GetString()!;
        var before = (await owner.Tenant.GetAsync($"/v1/servers/{owner.Server}")).Text + (await owner.Tenant.GetAsync($"/v1/jobs/{owner.Id}")).Text;
        var stranger = await panel.TenantAsync();
        var tried = 0;

        foreach (var (method, route) in Routes().Where(r => r.Route.Contains("{id}", StringComparison.Ordinal)))
        {
            var (foreign, unknown) = route.Contains("/jobs/{id}", StringComparison.Ordinal) ? (owner.Id, RecordId.New("job"))
                : route.Contains("/sites/{id}", StringComparison.Ordinal) ? (site, RecordId.New("site")) : (owner.Server, RecordId.New("srv"));
            var seen = await TryAsync(stranger, method, route, foreign);
            var never = await TryAsync(stranger, method, route, unknown);

            Assert.True(seen.Status == System.Net.HttpStatusCode.NotFound, $"{method} {route}: {seen.Status} {seen.Text}");
            Assert.Equal((never.Status, never.Text), (seen.Status, seen.Text));
            tried++;
        }

        Assert.InRange(tried, 15, 100);
        Assert.Equal(before, (await owner.Tenant.GetAsync($"/v1/servers/{owner.Server}")).Text + (await owner.Tenant.GetAsync($"/v1/jobs/{owner.Id}")).Text);
        Assert.Equal(0, await panel.Database.FirstAsync<long>("SELECT count(*) FROM audit WHERE workspace_id = @WorkspaceId AND outcome = 'ok'", new { stranger.WorkspaceId }));
    }

    [Fact]
    public async Task Lists_hold_nothing_of_another_workspace_whatever_is_asked_for()
    {
        var owner = await RunningJob.StartAsync(panel);
        var stranger = await panel.TenantAsync();

        foreach (var path in new[] { "/v1/servers", "/v1/servers?q=web", "/v1/servers?status=online", "/v1/jobs", $"/v1/jobs?server_id={owner.Server}", "/v1/jobs?status=offered", "/v1/sites" })
            Assert.Equal("""{"data":[],"next_cursor":null}""", (await stranger.GetAsync(path)).Text);
    }

    [Fact]
    public async Task A_cursor_of_another_workspace_shows_nothing_of_it()
    {
        var owner = await panel.TenantAsync();
        for (var i = 0; i < 3; i++)
            await owner.ServerAsync();
        var cursor = (await owner.GetAsync("/v1/servers?limit=1")).Json.GetProperty("next_cursor").GetString();

        var answer = await (await panel.TenantAsync()).GetAsync($"/v1/servers?cursor={cursor}");

        Assert.Equal("""{"data":[],"next_cursor":null}""", answer.Text);
    }

    [Fact]
    public async Task Without_a_caller_every_route_but_registration_is_closed()
    {
        foreach (var (method, route) in Routes().Where(r => !r.Route.EndsWith("/register", StringComparison.Ordinal)))
            Assert.Equal(401, (int)(await panel.Http.SendAsync(method, route.Replace("{id}", "srv_1", StringComparison.Ordinal).Replace("{kind}", "services", StringComparison.Ordinal))).Status);
    }

    private static Task<Answer> TryAsync(Tenant stranger, string method, string route, string id)
    {
        var path = route.Replace("{id}", id, StringComparison.Ordinal).Replace("{kind}", "services", StringComparison.Ordinal);
        return stranger.SendAsync(method, path, BodyOf(method, route));
    }

    private static string? BodyOf(string method, string route) => (method, route) switch
    {
        ("PATCH", "/v1/sites/{id}") => """{"upload_mb":1}""",
        ("PATCH", _) => """{"name":"taken"}""",
        ("POST", "/v1/servers/{id}/jobs") => """{"kind":"system.info"}""",
        ("POST", "/v1/backups/destinations/{id}/check") => """{"server_id":"srv_1"}""",
        ("POST", "/v1/backups/snapshots/{id}/restore") => """{"target":"in_place"}""",
        _ => null,
    };

    private IEnumerable<(string Method, string Route)> Routes() => panel.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<Needed>() is not null)
        .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods, (e, method) => (method, "/" + e.RoutePattern.RawText!.TrimStart('/')));
}
