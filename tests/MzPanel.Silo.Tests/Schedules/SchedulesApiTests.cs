using System.Text.Json;

namespace MzPanel.Silo.Tests.Schedules;

public sealed class SchedulesApiTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_schedule_is_made_shown_listed_changed_and_deleted()
    {
        var (tenant, server) = await StartAsync();

        var made = await tenant.SendAsync("POST", "/v1/schedules",
            new { name = "nightly", server_id = server, kind = "service.logs", args = new { name = "ssh" }, cron = "0 3 * * *", time_zone = "Europe/Berlin", timeout_s = 60 });

        Assert.Equal(201, (int)made.Status);
        var id = made.Json.GetProperty("id").GetString()!;
        Assert.StartsWith("sch_", id, StringComparison.Ordinal);
        Assert.Equal(("/v1/schedules/" + id, "\"1\""), (made.Header("Location"), made.Header("ETag")));
        Assert.Equal(("skip", true, """{"name":"ssh"}""", 60), (Text(made, "overlap"), made.Json.GetProperty("enabled").GetBoolean(),
            made.Json.GetProperty("args").GetRawText(), made.Json.GetProperty("timeout_s").GetInt32()));
        Assert.EndsWith("T02:00:00.000Z", Text(made, "next_run_at"), StringComparison.Ordinal);
        Assert.Equal($$"""{"type":"user","id":"{{tenant.UserId}}","name":"{{tenant.UserId}}"}""", made.Json.GetProperty("runs_as").GetRawText());
        Assert.False(made.Json.TryGetProperty("last_run", out _));
        Assert.Equal(made.Text, (await tenant.GetAsync($"/v1/schedules/{id}")).Text);
        Assert.Equal([id], await IdsAsync(tenant, "?kind=service.logs&enabled=true"));

        var changed = await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { enabled = false, cron = "0 4 * * *" }, ("If-Match", "\"1\""));
        Assert.Equal((200, "\"2\"", false), ((int)changed.Status, changed.Header("ETag"), changed.Json.TryGetProperty("next_run_at", out _)));
        Assert.Equal(412, (int)(await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { enabled = true }, ("If-Match", "\"1\""))).Status);
        Assert.EndsWith("T03:00:00.000Z", Text(await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { enabled = true }), "next_run_at"), StringComparison.Ordinal);

        Assert.Equal(412, (int)(await tenant.SendAsync("DELETE", $"/v1/schedules/{id}", null, ("If-Match", "\"1\""))).Status);
        Assert.Equal(204, (int)(await tenant.SendAsync("DELETE", $"/v1/schedules/{id}")).Status);
        Assert.Equal(404, (int)(await tenant.GetAsync($"/v1/schedules/{id}")).Status);
        Assert.Equal(
            ["schedule.create", "schedule.update", "schedule.update", "schedule.delete"],
            await panel.Database.QueryAsync<string>("SELECT action FROM audit WHERE subject_id = @id ORDER BY seq", new { id }));
    }

    [Fact]
    public async Task A_repetition_gets_the_same_schedule()
    {
        var (tenant, server) = await StartAsync();
        var body = Body(server);

        var first = await tenant.SendAsync("POST", "/v1/schedules", body, ("Idempotency-Key", "k"));
        var again = await tenant.SendAsync("POST", "/v1/schedules", body, ("Idempotency-Key", "k"));

        Assert.Equal((201, "true", first.Text, first.Header("Location"), first.Header("ETag")),
            ((int)again.Status, again.Header("Idempotent-Replayed"), again.Text, again.Header("Location"), again.Header("ETag")));
        Assert.Single(await IdsAsync(tenant, ""));
    }

    [Theory]
    [InlineData("{}", "name", "kind", "cron", "server_id")]
    [InlineData("""{"tag":"web"}""", "tag")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"kind":"magic.do"}""", "kind")]
    [InlineData("""{"kind":"site.create","args":{}}""", "kind")]
    [InlineData("""{"kind":"backup.run"}""", "kind")]
    [InlineData("""{"args":{"x":1}}""", "args.x")]
    [InlineData("""{"args":[]}""", "args")]
    [InlineData("""{"cron":"* * * *"}""", "cron")]
    [InlineData("""{"cron":"@daily"}""", "cron")]
    [InlineData("""{"cron":"0 0 30 2 *"}""", "cron")]
    [InlineData("""{"time_zone":"Europe/Nowhere"}""", "time_zone")]
    [InlineData("""{"overlap":"never"}""", "overlap")]
    [InlineData("""{"timeout_s":0}""", "timeout_s")]
    [InlineData("""{"queue_ttl_s":604801}""", "queue_ttl_s")]
    [InlineData("""{"enabled":"yes"}""", "enabled")]
    [InlineData("""{"bogus":1}""", "bogus")]
    public async Task A_body_at_fault_names_its_fields(string change, params string[] fields)
    {
        var (tenant, server) = await StartAsync();
        var body = change == "{}" ? [] : JsonSerializer.SerializeToElement(Body(server)).EnumerateObject().ToDictionary(m => m.Name, m => (object)m.Value);
        foreach (var member in JsonDocument.Parse(change).RootElement.EnumerateObject())
            body[member.Name] = member.Value;

        var answer = await tenant.SendAsync("POST", "/v1/schedules", body);

        Assert.Equal((422, string.Join(' ', fields.Order())), ((int)answer.Status, string.Join(' ', answer.Fields.Order())));
    }

    [Fact]
    public async Task A_change_is_judged_as_a_whole()
    {
        var (tenant, server) = await StartAsync();
        var id = await MadeAsync(tenant, Body(server));

        Assert.Equal("args.command", Assert.Single((await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { kind = "shell.run" })).Fields));
        Assert.Equal(200, (int)(await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { kind = "shell.run", args = new { command = "true" } })).Status);
        var tagged = await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { tag = "web" });
        Assert.Equal(("web", false), (Text(tagged, "tag"), tagged.Json.TryGetProperty("server_id", out _)));
        Assert.Equal("tag", Assert.Single((await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { tag = "web", server_id = server })).Fields));
        Assert.Equal(404, (int)(await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { server_id = "srv_none" })).Status);
    }

    [Fact]
    public async Task Who_makes_or_changes_one_needs_what_the_job_needs_and_it_runs_as_that_member()
    {
        var (owner, server) = await StartAsync();
        var member = owner with { Role = "operator" };
        var id = await MadeAsync(owner, Body(server, "shell.run", new { command = "true" }));

        Assert.Equal(403, (int)(await member.SendAsync("POST", "/v1/schedules", Body(server, "shell.run", new { command = "true" }))).Status);
        Assert.Equal(403, (int)(await member.SendAsync("PATCH", $"/v1/schedules/{id}", new { args = new { command = "id" } })).Status);
        Assert.Equal(403, (int)(await (owner with { Role = "customer" }).SendAsync("POST", "/v1/schedules", Body(server))).Status);
        var taken = owner.Member("operator", "servers", server);
        Assert.Equal(200, (int)(await taken.SendAsync("PATCH", $"/v1/schedules/{id}", new { kind = "system.info", args = new { } })).Status);
        Assert.Equal(taken.UserId, (await owner.GetAsync($"/v1/schedules/{id}")).Json.GetProperty("runs_as").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Who_sees_one_may_switch_it_off_or_call_it_otherwise_and_it_stays_with_whom_it_runs_as()
    {
        var (owner, server) = await StartAsync();
        var member = owner.Member("operator", "servers", server);
        var id = await MadeAsync(owner, Body(server, "shell.run", new { command = "true" }));

        var off = await member.SendAsync("PATCH", $"/v1/schedules/{id}", new { name = "off", enabled = false });

        Assert.Equal((200, "off", false, false), ((int)off.Status, Text(off, "name"), off.Json.GetProperty("enabled").GetBoolean(), off.Json.TryGetProperty("next_run_at", out _)));
        Assert.Equal(owner.UserId, off.Json.GetProperty("runs_as").GetProperty("id").GetString());
        Assert.Equal(403, (int)(await member.SendAsync("PATCH", $"/v1/schedules/{id}", new { enabled = true })).Status);
        Assert.Equal(403, (int)(await member.SendAsync("PATCH", $"/v1/schedules/{id}", new { cron = "* * * * *" })).Status);
    }

    [Fact]
    public async Task A_scope_sees_the_schedules_of_its_servers_and_its_own_of_tags()
    {
        var (owner, server) = await StartAsync();
        var (other, _) = await owner.ServerAsync();
        var (mine, theirs) = (await MadeAsync(owner, Body(server)), await MadeAsync(owner, Body(other)));
        var tagged = await MadeAsync(owner, new { name = "t", tag = "web", kind = "system.info", cron = "* * * * *" });
        var member = owner.Member("operator", "servers", server);
        var own = await MadeAsync(member, new { name = "t", tag = "web", kind = "system.info", cron = "* * * * *" });

        Assert.Equal(new[] { mine, own }.Order(), (await IdsAsync(member, "")).Order());
        Assert.Equal(4, (await IdsAsync(owner, "")).Length);
        foreach (var hidden in new[] { theirs, tagged })
            Assert.Equal((404, 404), ((int)(await member.GetAsync($"/v1/schedules/{hidden}")).Status, (int)(await member.SendAsync("DELETE", $"/v1/schedules/{hidden}")).Status));
        Assert.Equal(404, (int)(await member.SendAsync("POST", "/v1/schedules", Body(other))).Status);
        Assert.Equal(404, (int)(await (await panel.TenantAsync()).GetAsync($"/v1/schedules/{mine}")).Status);
    }

    [Fact]
    public async Task Secret_arguments_are_sealed_and_shown_to_nobody()
    {
        var (tenant, server) = await StartAsync();
        var args = new { command = "id", env = new { TOKEN = "s3cr3t-value" } };

        var made = await tenant.SendAsync("POST", "/v1/schedules", Body(server, "shell.run", args), ("Idempotency-Key", "k"));
        var id = Text(made, "id")!;
        var renamed = await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { name = "other" });

        Assert.Equal("""{"command":"id","env":{"TOKEN":null}}""", renamed.Json.GetProperty("args").GetRawText());
        Assert.DoesNotContain("s3cr3t", made.Text + renamed.Text + (await tenant.GetAsync("/v1/schedules")).Text, StringComparison.Ordinal);
        foreach (var table in new[] { "schedules", "audit", "idempotency" })
            Assert.DoesNotContain("s3cr3t", JsonSerializer.Serialize(await panel.Database.QueryAsync<dynamic>($"SELECT * FROM {table}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_given_again_where_they_would_go_elsewhere_or_run_as_somebody_else()
    {
        var (owner, server) = await StartAsync();
        var args = new { command = "id", env = new { TOKEN = "s3cr3t-value" } };
        var id = await MadeAsync(owner, Body(server, "shell.run", args));
        await TestAgent.ConnectAsync(panel, server, "own.kind", "shell.run");
        var (admin, path) = (owner.Member("admin", "all"), $"/v1/schedules/{id}");

        foreach (var (who, change) in new (Tenant, object)[]
        {
            (owner.Member("operator", "servers", server), new { kind = "own.kind" }), (owner, new { kind = "own.kind" }), (owner, new { tag = "web" }),
            (owner, new { server_id = (await owner.ServerAsync()).Id }), (admin, new { cron = "0 4 * * *" }),
        })
        {
            var refused = await who.SendAsync("PATCH", path, change);
            Assert.Equal((422, "args"), ((int)refused.Status, Assert.Single(refused.Fields)));
            Assert.DoesNotContain("s3cr3t", refused.Text + (await owner.GetAsync(path)).Text, StringComparison.Ordinal);
        }

        var (kept, taken) = (await owner.SendAsync("PATCH", path, new { cron = "0 4 * * *" }), await admin.SendAsync("PATCH", path, new { cron = "0 5 * * *", args }));
        Assert.Equal((200, 200, admin.UserId), ((int)kept.Status, (int)taken.Status, taken.Json.GetProperty("runs_as").GetProperty("id").GetString()));
        Assert.Equal("""{"command":"id","env":{"TOKEN":null}}""", taken.Json.GetProperty("args").GetRawText());
    }

    [Fact]
    public async Task Who_changes_nothing_leaves_it_as_it_was()
    {
        var (tenant, server) = await StartAsync();
        var id = await MadeAsync(tenant, Body(server));

        var same = await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { });

        Assert.Equal((200, "\"1\""), ((int)same.Status, same.Header("ETag")));
        Assert.Equal(412, (int)(await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { }, ("If-Match", "\"2\""))).Status);
        Assert.Equal(["schedule.create"], await panel.Database.QueryAsync<string>("SELECT action FROM audit WHERE subject_id = @id", new { id }));
    }

    [Fact]
    public async Task The_list_is_filtered_and_paged()
    {
        var (tenant, server) = await StartAsync();
        var first = await MadeAsync(tenant, Body(server));
        var second = await MadeAsync(tenant, new { name = "t", tag = "web", kind = "service.list", cron = "* * * * *", enabled = false });

        Assert.Equal([first], await IdsAsync(tenant, $"?server_id={server}"));
        Assert.Equal([second], await IdsAsync(tenant, "?tag=web"));
        Assert.Equal([second], await IdsAsync(tenant, "?enabled=false"));
        Assert.Equal([first], await IdsAsync(tenant, "?kind=system.info"));
        var page = (await tenant.GetAsync("/v1/schedules?limit=1")).Json;
        var rest = await IdsAsync(tenant, $"?limit=1&cursor={page.GetProperty("next_cursor").GetString()}");
        Assert.Equal(new[] { first, second }.Order(), rest.Append(page.GetProperty("data")[0].GetProperty("id").GetString()).Order());
        Assert.Equal("limit", Assert.Single((await tenant.GetAsync("/v1/schedules?limit=0")).Fields));
        Assert.Equal("enabled", Assert.Single((await tenant.GetAsync("/v1/schedules?enabled=maybe")).Fields));
    }

    internal static object Body(string server, string kind = "system.info", object? args = null) =>
        new { name = "every minute", server_id = server, kind, args = args ?? new { }, cron = "* * * * *" };

    internal static async Task<string> MadeAsync(Tenant tenant, object body)
    {
        var answer = await tenant.SendAsync("POST", "/v1/schedules", body);
        Assert.True((int)answer.Status == 201, answer.Text);
        return Text(answer, "id")!;
    }

    private static string? Text(Answer answer, string member) => answer.Json.GetProperty(member).GetString();

    private static async Task<string[]> IdsAsync(Tenant tenant, string query) =>
        [.. (await tenant.GetAsync("/v1/schedules" + query)).Json.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetString()!)];

    private async Task<(Tenant Tenant, string Server)> StartAsync()
    {
        var tenant = await panel.TenantAsync();
        return (tenant, (await tenant.ServerAsync()).Id);
    }
}
