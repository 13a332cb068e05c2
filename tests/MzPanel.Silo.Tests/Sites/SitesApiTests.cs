using System.Net;
using MzPanel.Data;

namespace MzPanel.Silo.Tests.Sites;

public sealed class SitesApiTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_site_lives_from_the_request_to_its_removal()
    {
        var rig = await SiteRig.StartAsync(panel);
        var made = await rig.Tenant.SendAsync("POST", "/v1/sites",
            new { server_id = rig.Server, domain = "WWW.Example.org", aliases = new[] { "Example.org" }, kind = "proxy", upstream = "127.0.0.1:3000/" });
        var id = SiteRig.Id(made);
        Assert.Equal((HttpStatusCode.Accepted, $"/v1/jobs/{SiteRig.JobId(made)}"), (made.Status, made.Header("Location")));
        Assert.StartsWith("site_", id, StringComparison.Ordinal);
        Assert.Equal(
            $$$"""{"id":"{{{id}}}","server_id":"{{{rig.Server}}}","domain":"www.example.org","aliases":["example.org"],"kind":"proxy","upstream":"http://127.0.0.1:3000","status":"pending","ssl":{"status":"none"},"created_at":"2026-03-01T12:00:00.000Z"}""",
            made.Json.GetProperty("site").GetRawText());
        var job = made.Json.GetProperty("job");
        Assert.Equal(("site.create", id), (job.GetProperty("kind").GetString(), job.GetProperty("site_id").GetString()));

        var command = await rig.EndAsync(made, result: """{"root":"/srv/www","url":"https://www.example.org"}""");
        Assert.Equal(
            $$"""{"site_id":"{{id}}","domain":"www.example.org","aliases":["example.org"],"kind":"proxy","upstream":"http://127.0.0.1:3000"}""",
            command.GetProperty("args").GetRawText());
        Assert.Equal(900, command.GetProperty("timeout_s").GetInt32());
        Assert.Equal("active", await rig.StatusAsync(id));

        await DoAsync(rig, "POST", $"/v1/sites/{id}/disable", "site.disable");
        Assert.Equal("disabled", await rig.StatusAsync(id));
        await DoAsync(rig, "POST", $"/v1/sites/{id}/enable", "site.enable");
        Assert.Equal("active", await rig.StatusAsync(id));
        var ssl = await rig.Tenant.SendAsync("POST", $"/v1/sites/{id}/ssl", new { email = "me@example.org", staging = true });
        Assert.Equal("pending", ssl.Json.GetProperty("site").GetProperty("ssl").GetProperty("status").GetString());
        Assert.True((await rig.EndAsync(ssl, result: """{"issuer":"Pebble","expires_at":1893456000000}""")).GetProperty("args").GetProperty("staging").GetBoolean());
        Assert.Equal("""{"status":"active","issuer":"Pebble","expires_at":"2030-01-01T00:00:00.000Z"}""", (await rig.SiteAsync(id)).GetProperty("ssl").GetRawText());

        var removed = await rig.Tenant.SendAsync("DELETE", $"/v1/sites/{id}");
        Assert.Equal((HttpStatusCode.Accepted, "deleting"), (removed.Status, removed.Json.GetProperty("site").GetProperty("status").GetString()));
        Assert.Equal("deleting", await rig.StatusAsync(id));
        await rig.EndAsync(removed);

        Assert.Equal(HttpStatusCode.NotFound, (await rig.Tenant.GetAsync($"/v1/sites/{id}")).Status);
        Assert.Empty((await rig.Tenant.GetAsync("/v1/sites")).Json.GetProperty("data").EnumerateArray());
        var kinds = (await rig.Tenant.GetAsync($"/v1/jobs?site_id={id}")).Json.GetProperty("data").EnumerateArray().Select(j => j.GetProperty("kind").GetString());
        Assert.Equal(["site.create", "site.delete", "site.disable", "site.enable", "site.ssl"], kinds.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_job_that_failed_leaves_a_failed_site_which_can_be_tried_again_and_removed()
    {
        var rig = await SiteRig.StartAsync(panel);
        var made = await rig.CreateAsync("a.example");
        await rig.EndAsync(made, exit: 1);
        Assert.Equal("failed", await rig.StatusAsync(SiteRig.Id(made)));

        var again = await rig.Tenant.SendAsync("POST", $"/v1/jobs/{SiteRig.JobId(made)}/retry");
        Assert.Equal(SiteRig.Id(made), again.Json.GetProperty("job").GetProperty("site_id").GetString());
        Assert.Equal("pending", await rig.StatusAsync(SiteRig.Id(made)));
        await rig.EndAsync(again);
        Assert.Equal("active", await rig.StatusAsync(SiteRig.Id(made)));

        var removed = await rig.Tenant.SendAsync("DELETE", $"/v1/sites/{SiteRig.Id(made)}");
        await rig.EndAsync(removed);
        var late = await rig.Tenant.SendAsync("POST", $"/v1/jobs/{SiteRig.JobId(made)}/retry");
        Assert.Equal((HttpStatusCode.Conflict, "conflict"), (late.Status, late.Code));
    }

    [Fact]
    public async Task A_WordPress_is_asked_for_with_its_title_and_administrator()
    {
        var rig = await SiteRig.StartAsync(panel);
        var made = await rig.Tenant.SendAsync("POST", "/v1/sites",
            new { server_id = rig.Server, domain = "a.example", kind = "wordpress", title = "Ann's Shop", admin_user = "ann", admin_email = "ann@a.example" });
        var ended = await rig.EndAsync(made, result: """{"root":"/var/www/x/public","url":"http://a.example/","admin_password_file":"/var/www/x/wordpress-admin.txt"}""");
        var args = ended.GetProperty("args");
        Assert.Equal(("Ann's Shop", "ann", "ann@a.example"),
            (args.GetProperty("title").GetString(), args.GetProperty("admin_user").GetString(), args.GetProperty("admin_email").GetString()));
        Assert.Equal("active", await rig.StatusAsync(SiteRig.Id(made)));
    }

    [Fact]
    public async Task A_change_is_shown_when_it_is_done()
    {
        var rig = await SiteRig.StartAsync(panel);
        var made = await rig.Tenant.SendAsync("POST", "/v1/sites", new { server_id = rig.Server, domain = "a.example", kind = "php", php_version = "8.2" });
        await rig.EndAsync(made);
        var path = $"/v1/sites/{SiteRig.Id(made)}";

        var changed = await rig.Tenant.SendAsync("PATCH", path, new { aliases = new[] { "b.example" }, php_version = "8.4", upload_mb = 128 });
        Assert.Equal((HttpStatusCode.Accepted, "8.2"), (changed.Status, changed.Json.GetProperty("site").GetProperty("php_version").GetString()));
        var command = await rig.EndAsync(changed);

        Assert.Equal(
            $$"""{"site_id":"{{SiteRig.Id(made)}}","aliases":["b.example"],"php_version":"8.4","upload_mb":128}""", command.GetProperty("args").GetRawText());
        var site = await rig.SiteAsync(SiteRig.Id(made));
        Assert.Equal(("8.4", 128, """["b.example"]"""),
            (site.GetProperty("php_version").GetString(), site.GetProperty("upload_mb").GetInt32(), site.GetProperty("aliases").GetRawText()));
    }

    [Fact]
    public async Task A_site_of_an_offline_server_waits_in_the_queue()
    {
        var tenant = await panel.TenantAsync();
        var (server, _) = await tenant.ServerAsync();
        var made = await tenant.SendAsync("POST", "/v1/sites", new { server_id = server, domain = "a.example", kind = "static" });

        Assert.Equal((HttpStatusCode.Accepted, "queued"), (made.Status, made.Json.GetProperty("job").GetProperty("status").GetString()));
        var rig = new SiteRig(tenant, server, await TestAgent.ConnectAsync(panel, server));
        await rig.EndAsync(made);

        Assert.Equal("active", await rig.StatusAsync(SiteRig.Id(made)));
    }

    [Fact]
    public async Task One_server_has_a_domain_once_and_another_may_have_it_too()
    {
        var rig = await SiteRig.StartAsync(panel);
        await rig.ActiveAsync("a.example", "b.example");

        foreach (var answer in new[] { await rig.CreateAsync("A.example"), await rig.CreateAsync("b.example"), await rig.CreateAsync("c.example", "a.example") })
            Assert.Equal((HttpStatusCode.Conflict, "already_exists"), (answer.Status, answer.Code));

        var (other, _) = await rig.Tenant.ServerAsync();
        Assert.Equal(HttpStatusCode.Accepted, (await rig.Tenant.SendAsync("POST", "/v1/sites", new { server_id = other, domain = "a.example", kind = "static" })).Status);
        Assert.Equal(2, (await rig.Tenant.GetAsync("/v1/sites")).Json.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_tier_allows_so_many_sites_and_one_that_is_removed_makes_room()
    {
        var rig = await SiteRig.StartAsync(panel);
        await panel.Database.Control.WriteAsync([new("UPDATE workspaces SET tier = 'small' WHERE id = @id", ("id", rig.Tenant.WorkspaceId))]);
        var first = await rig.ActiveAsync("a.example");
        await rig.ActiveAsync("b.example");

        var refused = await rig.CreateAsync("c.example");
        Assert.Equal((HttpStatusCode.Forbidden, "quota_exceeded"), (refused.Status, refused.Code));

        await rig.EndAsync(await rig.Tenant.SendAsync("DELETE", $"/v1/sites/{first}"));
        Assert.Equal(HttpStatusCode.Accepted, (await rig.CreateAsync("c.example")).Status);
    }

    [Fact]
    public async Task The_same_key_makes_one_site_and_gets_the_same_answer()
    {
        var rig = await SiteRig.StartAsync(panel);
        Task<Answer> Ask() => rig.Tenant.SendAsync(
            "POST", "/v1/sites", $$"""{"server_id":"{{rig.Server}}","domain":"a.example","kind":"static"}""", ("Idempotency-Key", "key-1"));

        var (first, second) = (await Ask(), await Ask());

        Assert.Equal((first.Text, first.Header("Location"), "true"), (second.Text, second.Header("Location"), second.Header("Idempotent-Replayed")));
        Assert.Single((await rig.Tenant.GetAsync("/v1/sites")).Json.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task Who_names_a_version_changes_that_one_only()
    {
        var rig = await SiteRig.StartAsync(panel);
        var path = $"/v1/sites/{await rig.ActiveAsync("a.example")}";
        var tag = (await rig.Tenant.GetAsync(path)).Header("ETag")!;

        Assert.Equal(HttpStatusCode.PreconditionFailed, (await rig.Tenant.SendAsync("PATCH", path, new { upload_mb = 5 }, ("If-Match", "\"99\""))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await rig.Tenant.SendAsync("DELETE", path, null, ("If-Match", "nonsense"))).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await rig.Tenant.SendAsync("PATCH", path, new { upload_mb = 5 }, ("If-Match", tag))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await rig.Tenant.SendAsync("PATCH", path, new { upload_mb = 6 }, ("If-Match", tag))).Status);
    }

    [Theory]
    [InlineData("""{}""", "server_id")]
    [InlineData("""{"server_id":"SRV","domain":"a.example"}""", "kind")]
    [InlineData("""{"server_id":"SRV","kind":"static"}""", "domain")]
    [InlineData("""{"server_id":"SRV","domain":"-a.example","kind":"static"}""", "domain")]
    [InlineData("""{"server_id":"SRV","domain":"a.example\n","kind":"static"}""", "domain")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"perl"}""", "kind")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"proxy"}""", "upstream")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"proxy","upstream":"http://a; root /"}""", "upstream")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"static","upstream":"http://a"}""", "upstream")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"static","php_version":"8.4"}""", "php_version")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"php","php_version":"../8"}""", "php_version")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"static","aliases":["A.example"]}""", "aliases")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"static","aliases":[null]}""", "aliases")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"static","aliases":"b.example"}""", "aliases")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"static","upload_mb":0}""", "upload_mb")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"php","title":"A"}""", "title")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"wordpress","title":"<b>"}""", "title")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"wordpress","admin_user":"a b"}""", "admin_user")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"wordpress","admin_email":"a"}""", "admin_email")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"wordpress","admin_password":"a good long password"}""", "admin_password")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"static","root":"/etc"}""", "root")]
    [InlineData("""{"server_id":"SRV","domain":"a.example","kind":"static","site_id":"site_1"}""", "site_id")]
    public async Task What_is_wrong_with_a_new_site_names_its_field(string body, string field)
    {
        var tenant = await panel.TenantAsync();
        var (server, _) = await tenant.ServerAsync();

        var answer = await tenant.SendAsync("POST", "/v1/sites", body.Replace("SRV", server, StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, field), (answer.Status, Assert.Single(answer.Fields)));
    }

    [Theory]
    [InlineData("""{}""", "body")]
    [InlineData("""{"domain":"b.example"}""", "domain")]
    [InlineData("""{"kind":"php"}""", "kind")]
    [InlineData("""{"php_version":"8.4"}""", "php_version")]
    [InlineData("""{"upstream":"http://a"}""", "upstream")]
    [InlineData("""{"aliases":["a.example"]}""", "aliases")]
    [InlineData("""{"aliases":["b.example","B.example"]}""", "aliases")]
    public async Task What_is_wrong_with_a_change_names_its_field(string body, string field)
    {
        var rig = await SiteRig.StartAsync(panel);
        var id = await rig.ActiveAsync("a.example");

        var answer = await rig.Tenant.SendAsync("PATCH", $"/v1/sites/{id}", body);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, field), (answer.Status, Assert.Single(answer.Fields)));
    }

    [Fact]
    public async Task A_server_whose_agent_knows_no_sites_is_refused_by_name()
    {
        var rig = await SiteRig.StartAsync(panel, "shell.run");

        var answer = await rig.CreateAsync("a.example");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "server_id"), (answer.Status, Assert.Single(answer.Fields)));
    }

    [Theory]
    [InlineData("site.create"), InlineData("site.update"), InlineData("site.ssl"), InlineData("site.delete"), InlineData("site.enable"), InlineData("site.disable")]
    public async Task Jobs_that_change_sites_are_not_taken_on_the_general_route(string kind)
    {
        var tenant = await panel.TenantAsync();
        var (server, _) = await tenant.ServerAsync();

        var answer = await tenant.SendAsync("POST", $"/v1/servers/{server}/jobs", new { kind, args = new { site_id = "site_1" } });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "kind"), (answer.Status, Assert.Single(answer.Fields)));
    }

    [Fact]
    public async Task What_is_of_another_workspace_is_not_there()
    {
        var rig = await SiteRig.StartAsync(panel);
        var id = await rig.ActiveAsync("a.example");
        var stranger = await panel.TenantAsync();
        var never = await stranger.GetAsync($"/v1/sites/{RecordId.New("site")}");

        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("GET", $"/v1/sites/{id}", null), ("PATCH", $"/v1/sites/{id}", new { upload_mb = 1 }), ("DELETE", $"/v1/sites/{id}", null),
            ("POST", $"/v1/sites/{id}/ssl", null), ("POST", $"/v1/sites/{id}/enable", null), ("POST", $"/v1/sites/{id}/disable", null),
            ("POST", "/v1/sites", new { server_id = rig.Server, domain = "b.example", kind = "static" }),
        })
        {
            var answer = await stranger.SendAsync(method, path, body);
            Assert.Equal((HttpStatusCode.NotFound, never.Text), (answer.Status, answer.Text));
        }
        Assert.Empty((await stranger.GetAsync("/v1/sites")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal("active", await rig.StatusAsync(id));
    }

    [Fact]
    public async Task A_customer_sees_and_changes_the_sites_in_scope_and_makes_and_removes_none()
    {
        var rig = await SiteRig.StartAsync(panel);
        var (own, other) = (await rig.ActiveAsync("a.example"), await rig.ActiveAsync("b.example"));
        var customer = rig.Tenant.Member("customer", "sites", own);

        Assert.Equal([own], (await customer.GetAsync("/v1/sites")).Json.GetProperty("data").EnumerateArray().Select(s => s.GetProperty("id").GetString()!));
        Assert.Equal(HttpStatusCode.OK, (await customer.GetAsync($"/v1/sites/{own}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await customer.GetAsync($"/v1/sites/{other}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await customer.SendAsync("POST", $"/v1/sites/{other}/disable")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await customer.SendAsync("DELETE", $"/v1/sites/{own}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await customer.SendAsync("POST", "/v1/sites", new { server_id = rig.Server, domain = "c.example", kind = "static" })).Status);
        var changed = await customer.SendAsync("POST", $"/v1/sites/{own}/disable");
        await rig.EndAsync(changed);
        Assert.Equal("disabled", await rig.StatusAsync(own));
        Assert.Equal(HttpStatusCode.OK, (await customer.GetAsync($"/v1/jobs/{SiteRig.JobId(changed)}")).Status);
        var making = (await rig.Tenant.GetAsync($"/v1/jobs?site_id={own}&kind=site.create")).Json.GetProperty("data")[0].GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.Forbidden, (await customer.SendAsync("POST", $"/v1/jobs/{making}/retry")).Status);
    }

    [Fact]
    public async Task Where_a_proxy_passes_requests_on_to_is_not_for_whom_it_was_handed_over_to()
    {
        var rig = await SiteRig.StartAsync(panel);
        var made = await rig.Tenant.SendAsync(
            "POST", "/v1/sites", new { server_id = rig.Server, domain = "p.example", kind = "proxy", upstream = "http://127.0.0.1:3000" });
        await rig.EndAsync(made);
        var customer = rig.Tenant.Member("customer", "sites", SiteRig.Id(made));

        Assert.Equal(HttpStatusCode.Forbidden, (await customer.SendAsync("PATCH", $"/v1/sites/{SiteRig.Id(made)}", new { upstream = "http://169.254.169.254" })).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await customer.SendAsync("PATCH", $"/v1/sites/{SiteRig.Id(made)}", new { upload_mb = 8 })).Status);
    }

    [Theory]
    [InlineData("SHOP", 1)]
    [InlineData("", 2)]
    [InlineData("nothing", 0)]
    public async Task Sites_are_found_by_a_part_of_their_domain_in_any_case(string part, int found)
    {
        var rig = await SiteRig.StartAsync(panel);
        await rig.ActiveAsync("shop.example");
        await rig.ActiveAsync("blog.example");

        Assert.Equal(found, (await rig.Tenant.GetAsync($"/v1/sites?q={part}")).Json.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task An_operator_has_the_sites_of_the_servers_in_scope()
    {
        var rig = await SiteRig.StartAsync(panel);
        var id = await rig.ActiveAsync("a.example");
        var (other, _) = await rig.Tenant.ServerAsync();
        var operatorHere = rig.Tenant.Member("operator", "servers", rig.Server);
        var operatorThere = rig.Tenant.Member("operator", "servers", other);

        Assert.Equal(HttpStatusCode.OK, (await operatorHere.GetAsync($"/v1/sites/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await operatorThere.GetAsync($"/v1/sites/{id}")).Status);
        Assert.Empty((await operatorThere.GetAsync("/v1/sites")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, (await operatorThere.SendAsync("POST", "/v1/sites", new { server_id = rig.Server, domain = "c.example", kind = "static" })).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await operatorHere.SendAsync("DELETE", $"/v1/sites/{id}")).Status);
    }

    [Fact]
    public async Task What_was_asked_stands_in_the_audit_as_what_it_does_to_the_site()
    {
        var rig = await SiteRig.StartAsync(panel);
        var id = await rig.ActiveAsync("a.example");
        await DoAsync(rig, "POST", $"/v1/sites/{id}/disable", "site.disable");

        var rows = await panel.Database.QueryAsync<string>(
            "SELECT action || ' ' || actor_id FROM audit WHERE subject_type = 'site' AND subject_id = @id ORDER BY at, action", new { id });

        Assert.Equal([$"site.create {rig.Tenant.UserId}", $"site.disable {rig.Tenant.UserId}"], rows);
    }

    private static async Task DoAsync(SiteRig rig, string method, string path, string kind)
    {
        var answer = await rig.Tenant.SendAsync(method, path);
        Assert.Equal((HttpStatusCode.Accepted, $"/v1/jobs/{SiteRig.JobId(answer)}"), (answer.Status, answer.Header("Location")));
        Assert.Equal(kind, (await rig.EndAsync(answer)).GetProperty("kind").GetString());
    }
}
