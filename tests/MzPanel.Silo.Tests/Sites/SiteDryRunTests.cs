using System.Net;

namespace MzPanel.Silo.Tests.Sites;

public sealed class SiteDryRunTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_dry_run_asks_the_VPS_and_leaves_the_site_as_it_is()
    {
        var rig = await SiteRig.StartAsync(panel);
        var id = await rig.ActiveAsync("a.example");
        var before = (await rig.SiteAsync(id)).GetRawText();

        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("PATCH", $"/v1/sites/{id}", new { aliases = new[] { "b.example" }, dry_run = true }), ("POST", $"/v1/sites/{id}/ssl", new { dry_run = true }),
            ("POST", $"/v1/sites/{id}/disable", new { dry_run = true }), ("DELETE", $"/v1/sites/{id}?dry_run=true", null),
        })
        {
            var asked = await rig.Tenant.SendAsync(method, path, body);
            Assert.Equal((HttpStatusCode.Accepted, before), (asked.Status, asked.Json.GetProperty("site").GetRawText()));
            Assert.True((await rig.EndAsync(asked)).GetProperty("args").GetProperty("dry_run").GetBoolean());
            Assert.Equal(before, (await rig.SiteAsync(id)).GetRawText());
        }
    }

    [Fact]
    public async Task A_dry_run_of_a_new_site_makes_none()
    {
        var rig = await SiteRig.StartAsync(panel);

        var asked = await rig.Tenant.SendAsync("POST", "/v1/sites", new { server_id = rig.Server, domain = "a.example", kind = "static", dry_run = true });
        await rig.EndAsync(asked);

        Assert.Equal((HttpStatusCode.Accepted, false), (asked.Status, asked.Json.TryGetProperty("site", out _)));
        Assert.Empty((await rig.Tenant.GetAsync("/v1/sites")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(HttpStatusCode.Accepted, (await rig.CreateAsync("a.example")).Status);
    }

    [Fact]
    public async Task A_dry_run_tells_of_a_name_that_another_site_has_and_of_a_quota_that_is_full()
    {
        var rig = await SiteRig.StartAsync(panel);
        await rig.ActiveAsync("a.example", "www.a.example");
        var id = await rig.ActiveAsync("b.example");
        foreach (var (method, path, body) in new (string, string, object)[]
        {
            ("POST", "/v1/sites", new { server_id = rig.Server, domain = "A.example", kind = "static", dry_run = true }),
            ("POST", "/v1/sites", new { server_id = rig.Server, domain = "c.example", aliases = new[] { "www.a.example" }, kind = "static", dry_run = true }),
            ("PATCH", $"/v1/sites/{id}", new { aliases = new[] { "a.example" }, dry_run = true }),
        })
        {
            var refused = await rig.Tenant.SendAsync(method, path, body);
            Assert.Equal((HttpStatusCode.Conflict, "already_exists"), (refused.Status, refused.Code));
        }
        // Its own names are no obstacle, and neither are those of another server's.
        Assert.Equal(HttpStatusCode.Accepted, (await rig.Tenant.SendAsync("PATCH", $"/v1/sites/{id}", new { aliases = new[] { "www.b.example" }, dry_run = true })).Status);

        await panel.Database.Control.WriteAsync([new("UPDATE workspaces SET tier = 'small' WHERE id = @id", ("id", rig.Tenant.WorkspaceId))]);
        var full = await rig.Tenant.SendAsync("POST", "/v1/sites", new { server_id = rig.Server, domain = "c.example", kind = "static", dry_run = true });
        Assert.Equal((HttpStatusCode.Forbidden, "quota_exceeded"), (full.Status, full.Code));
    }
}
