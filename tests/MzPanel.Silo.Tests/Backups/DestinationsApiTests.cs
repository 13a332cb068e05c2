using System.Text.Json;

namespace MzPanel.Silo.Tests.Backups;

public sealed class DestinationsApiTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_destination_is_made_shown_listed_changed_and_deleted()
    {
        var rig = await BackupRig.StartAsync(panel);
        var (other, _) = await rig.Tenant.ServerAsync();

        var made = await rig.AddAsync(boxes: (rig.Server, BackupRig.Box()));

        var id = BackupRig.Id(made);
        Assert.StartsWith("dst_", id, StringComparison.Ordinal);
        Assert.Equal((201, $"/v1/backups/destinations/{id}", "\"1\""), ((int)made.Status, made.Header("Location"), made.Header("ETag")));
        Assert.Equal(("local", "attic", """{"path":"/backup"}""", $$"""["{{rig.Server}}"]"""), (Text(made, "type"), Text(made, "name"),
            made.Json.GetProperty("config").GetRawText(), made.Json.GetProperty("sealed_for").GetRawText()));
        Assert.Equal(made.Text, (await rig.Tenant.GetAsync($"/v1/backups/destinations/{id}")).Text);
        Assert.Equal(id, Assert.Single(await rig.ListAsync("destinations", "?type=local")).GetProperty("id").GetString());
        Assert.Empty(await rig.ListAsync("destinations", "?type=peer"));

        var path = $"/v1/backups/destinations/{id}";
        var changed = await rig.Tenant.SendAsync("PATCH", path, Sealed((other, BackupRig.Box()), (rig.Server, null)), ("If-Match", "\"1\""));
        Assert.Equal((200, "\"2\"", $$"""["{{other}}"]"""), ((int)changed.Status, changed.Header("ETag"), changed.Json.GetProperty("sealed_for").GetRawText()));
        Assert.Equal(412, (int)(await rig.Tenant.SendAsync("PATCH", path, new { name = "b" }, ("If-Match", "\"1\""))).Status);
        Assert.Equal("\"2\"", (await rig.Tenant.SendAsync("PATCH", path, new { })).Header("ETag"));
        Assert.Equal("/other", (await rig.Tenant.SendAsync("PATCH", path, new { config = new { path = "/other" } })).Json.GetProperty("config").GetProperty("path").GetString());

        Assert.Equal(204, (int)(await rig.Tenant.SendAsync("DELETE", path)).Status);
        Assert.Equal(404, (int)(await rig.Tenant.GetAsync(path)).Status);
        Assert.Equal(
            ["destination.create", "destination.update", "destination.update", "destination.delete"],
            await panel.Database.QueryAsync<string>("SELECT action FROM audit WHERE subject_id = @id ORDER BY seq", new { id }));
    }

    [Theory]
    [InlineData("local", """{"path":"relative"}""", "config.path")]
    [InlineData("local", """{"path":"/a/../b"}""", "config.path")]
    [InlineData("local", """{"path":"/a","password":"hunter2"}""", "config.password")]
    [InlineData("local", """{"path":"/a","bucket":"backups"}""", "config.bucket")]
    [InlineData("local", "{}", "config.path")]
    [InlineData("object", """{"endpoint":"https://key@s3.example.org","bucket":"backups"}""", "config.endpoint")]
    [InlineData("object", """{"endpoint":"http://s3.example.org","bucket":"backups"}""", "config.endpoint")]
    [InlineData("object", """{"endpoint":"https://s3.example.org"}""", "config.bucket")]
    [InlineData("object", """{"endpoint":"https://s3.example.org","bucket":"backups","prefix":"../x"}""", "config.prefix")]
    [InlineData("peer", """{"host":"-oProxyCommand=x","user":"backup","path":"/srv","host_key":"ssh-ed25519 AAAA"}""", "config.host")]
    [InlineData("peer", """{"host":"db.example.org","user":"backup","path":"/srv","host_key":"anything"}""", "config.host_key")]
    [InlineData("peer", """{"host":"db.example.org","user":"backup","path":"/srv","host_key":"ssh-ed25519 AAAA","server_id":"srv_none"}""", "config.server_id")]
    [InlineData("tape", """{"path":"/a"}""", "type")]
    public async Task A_configuration_that_is_none_or_holds_a_secret_names_what_is_wrong(string type, string config, string field)
    {
        var rig = await BackupRig.StartAsync(panel);

        var answer = await rig.AddAsync(JsonDocument.Parse(config).RootElement, type);

        Assert.Equal((422, field), ((int)answer.Status, string.Join(' ', answer.Fields)));
        Assert.DoesNotContain("hunter2", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_box_that_no_server_could_open_or_that_is_for_no_server_of_the_workspace_is_refused_naming_it()
    {
        var rig = await BackupRig.StartAsync(panel);
        var foreign = (await BackupRig.StartAsync(panel)).Server;

        Assert.Equal([$"sealed.{rig.Server}"], (await rig.AddAsync(boxes: (rig.Server, "hunter2"))).Fields);
        Assert.Equal([$"sealed.{foreign}"], (await rig.AddAsync(boxes: (foreign, BackupRig.Box()))).Fields);
        Assert.Equal(["sealed"], (await rig.Tenant.SendAsync("POST", "/v1/backups/destinations", """{"type":"local","name":"a","config":{"path":"/a"},"sealed":["x"]}""")).Fields);
    }

    [Fact]
    public async Task Backups_leave_their_server_only_where_the_tier_allows_it()
    {
        var rig = await BackupRig.StartAsync(panel);
        var body = new { type = "object", name = "far", config = new { endpoint = "https://s3.example.org", bucket = "backups" }, @sealed = new Dictionary<string, string> { [rig.Server] = BackupRig.Box() } };

        var locked = await rig.Tenant.SendAsync("POST", "/v1/backups/destinations", body, (Http.HeaderCallers.Tier, "small"));
        var far = await rig.Tenant.SendAsync("POST", "/v1/backups/destinations", body);
        var near = await rig.Tenant.SendAsync("POST", "/v1/backups/destinations", new { type = "local", name = "near", config = new { path = "/a" } }, (Http.HeaderCallers.Tier, "small"));

        Assert.Equal((403, "tier_locked", 201, 201), ((int)locked.Status, locked.Code, (int)far.Status, (int)near.Status));
        var plan = await rig.Tenant.SendAsync("POST", "/v1/backups/plans", rig.Body(BackupRig.Id(far)), (Http.HeaderCallers.Tier, "small"));
        Assert.Equal("tier_locked", plan.Code);
    }

    [Fact]
    public async Task A_destination_that_a_plan_uses_is_not_deleted_nor_closed_to_its_server()
    {
        var rig = await BackupRig.StartAsync(panel);
        var destination = await rig.DestinationAsync();
        var plan = await rig.PlanAsync(destination);

        var deleted = await rig.Tenant.SendAsync("DELETE", $"/v1/backups/destinations/{destination}");
        var closed = await rig.Tenant.SendAsync("PATCH", $"/v1/backups/destinations/{destination}", Sealed((rig.Server, null)));

        foreach (var answer in new[] { deleted, closed })
        {
            Assert.Equal((409, "conflict"), ((int)answer.Status, answer.Code));
            Assert.Contains(plan, BackupRig.Message(answer), StringComparison.Ordinal);
        }
        Assert.Equal(204, (int)(await rig.Tenant.SendAsync("DELETE", $"/v1/backups/plans/{plan}")).Status);
        Assert.Equal(204, (int)(await rig.Tenant.SendAsync("DELETE", $"/v1/backups/destinations/{destination}")).Status);
    }

    [Fact]
    public async Task Who_reaches_some_servers_sees_destinations_with_those_and_changes_none()
    {
        var rig = await BackupRig.StartAsync(panel);
        var (other, _) = await rig.Tenant.ServerAsync();
        var made = await rig.AddAsync(
            new { host = "db.example.org", user = "backup", path = "/srv", host_key = "ssh-ed25519 AAAA", server_id = other }, "peer", (rig.Server, BackupRig.Box()), (other, BackupRig.Box()));
        var path = $"/v1/backups/destinations/{BackupRig.Id(made)}";
        var member = rig.Tenant.Member("operator", "servers", rig.Server);

        var seen = await member.GetAsync(path);

        Assert.Equal((200, $$"""["{{rig.Server}}"]"""), ((int)seen.Status, seen.Json.GetProperty("sealed_for").GetRawText()));
        Assert.DoesNotContain(other, seen.Text, StringComparison.Ordinal);
        Assert.Equal(403, (int)(await member.SendAsync("DELETE", path)).Status);
        var admin = rig.Tenant.Member("admin", "servers", rig.Server);
        Assert.Equal(403, (int)(await admin.SendAsync("PATCH", path, new { name = "b" })).Status);
        // Nor which version it is: what a caller may not change answers alike whatever is named.
        foreach (var tag in new[] { "\"1\"", "\"9\"", "none" })
        {
            Assert.Equal(403, (int)(await admin.SendAsync("PATCH", path, new { name = "b" }, ("If-Match", tag))).Status);
            Assert.Equal(403, (int)(await admin.SendAsync("DELETE", path, null, ("If-Match", tag))).Status);
            Assert.Equal(404, (int)(await (await panel.TenantAsync()).SendAsync("DELETE", path, null, ("If-Match", tag))).Status);
        }
        Assert.Equal(404, (int)(await rig.Tenant.Member("customer", "sites", "site_1").GetAsync(path)).Status);
        Assert.Equal(404, (int)(await (await panel.TenantAsync()).GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_repository_is_checked_by_the_server_that_is_named_with_the_box_of_that_server()
    {
        var rig = await BackupRig.StartAsync(panel);
        var box = BackupRig.Box();
        var destination = await rig.DestinationAsync(box);
        var (other, _) = await rig.Tenant.ServerAsync();
        var agent = await TestAgent.ConnectAsync(panel, rig.Server);
        var path = $"/v1/backups/destinations/{destination}/check";

        var accepted = await rig.Tenant.SendAsync("POST", path, new { server_id = rig.Server, read_data_percent = 5 }, ("Idempotency-Key", "k"));

        Assert.Equal(202, (int)accepted.Status);
        Assert.Equal($$"""{"destination":{"id":"{{destination}}","type":"local","config":{"path":"/backup"},"sealed":null},"read_data_percent":5}""",
            accepted.Json.GetProperty("job").GetProperty("args").GetRawText());
        Assert.Equal(box, (await agent.CommandAsync()).Payload.GetProperty("args").GetProperty("destination").GetProperty("sealed").GetString());
        Assert.Equal("true", (await rig.Tenant.SendAsync("POST", path, new { server_id = rig.Server, read_data_percent = 5 }, ("Idempotency-Key", "k"))).Header("Idempotent-Replayed"));
        Assert.Equal(409, (int)(await rig.Tenant.SendAsync("POST", path, new { server_id = other })).Status);
        Assert.Equal(404, (int)(await rig.Tenant.SendAsync("POST", path, new { server_id = (await BackupRig.StartAsync(panel)).Server })).Status);
        Assert.Equal(404, (int)(await rig.Tenant.Member("operator", "servers", other).SendAsync("POST", path, new { server_id = rig.Server })).Status);
    }

    [Fact]
    public async Task What_opens_a_destination_is_in_no_table_in_the_open_and_in_no_answer()
    {
        var rig = await BackupRig.StartAsync(panel);
        var (box, later) = (BackupRig.Box(), BackupRig.Box());
        var made = await rig.Tenant.SendAsync("POST", "/v1/backups/destinations",
            new { type = "local", name = "attic", config = new { path = "/backup" }, @sealed = new Dictionary<string, string> { [rig.Server] = box } }, ("Idempotency-Key", "k"));
        var id = BackupRig.Id(made);
        var plan = await rig.PlanAsync(id);
        var ran = await rig.Tenant.SendAsync("POST", $"/v1/backups/plans/{plan}/run", null, ("Idempotency-Key", "r"));
        var changed = await rig.Tenant.SendAsync("PATCH", $"/v1/backups/destinations/{id}", Sealed((rig.Server, later)));

        var told = made.Text + ran.Text + changed.Text + (await rig.Tenant.GetAsync("/v1/backups/destinations")).Text + (await rig.Tenant.GetAsync("/v1/jobs")).Text;
        var tables = await panel.Database.QueryAsync<string>("SELECT name FROM sqlite_master WHERE type = 'table'");
        Assert.InRange(tables.Count, 20, 200);
        foreach (var table in tables)
            told += string.Join('\n', (await panel.Database.QueryAsync<dynamic>($"SELECT * FROM {table}")).Select(row =>
                string.Join(' ', ((IDictionary<string, object>)row).Values.Select(value => value is byte[] bytes ? System.Text.Encoding.Latin1.GetString(bytes) : value))));
        foreach (var part in new[] { box, later }.SelectMany(whole => whole.Split('.')).Where(part => part.Length > 0))
            Assert.DoesNotContain(part, told, StringComparison.Ordinal);
        Assert.Contains(id, told, StringComparison.Ordinal);
    }

    private static object Sealed(params (string Server, string? Box)[] boxes) => new { @sealed = boxes.ToDictionary(box => box.Server, box => box.Box) };

    private static string? Text(Answer answer, string member) => answer.Json.GetProperty(member).GetString();
}
