using System.Text.Json;

namespace MzPanel.Silo.Tests.Backups;

public sealed class PlansApiTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_plan_is_made_shown_listed_changed_and_deleted()
    {
        var rig = await BackupRig.StartAsync(panel);
        var (first, second) = (await rig.DestinationAsync(), await rig.DestinationAsync());
        var body = rig.Body(second, first);
        (body["schedule"], body["time_zone"], body["paths"], body["exclude"]) = ("0 3 * * *", "Europe/Berlin", new[] { "/etc" }, new[] { "*.log" });

        var made = await rig.Tenant.SendAsync("POST", "/v1/backups/plans", body, ("Idempotency-Key", "k"));

        var id = BackupRig.Id(made);
        Assert.StartsWith("plan_", id, StringComparison.Ordinal);
        Assert.Equal((201, $"/v1/backups/plans/{id}", "\"1\""), ((int)made.Status, made.Header("Location"), made.Header("ETag")));
        Assert.Equal((rig.Server, "full", "0 3 * * *", "Europe/Berlin", """{"last":3}""", $$"""["{{second}}","{{first}}"]""", """["/etc"]"""), (Text(made, "server_id"), Text(made, "kind"),
            Text(made, "schedule"), Text(made, "time_zone"), Raw(made, "retention"), Raw(made, "destination_ids"), Raw(made, "paths")));
        Assert.Matches("T0[12]:00:00.000Z$", Text(made, "next_run_at"));
        Assert.Equal(made.Text, (await rig.Tenant.GetAsync($"/v1/backups/plans/{id}")).Text);
        Assert.Equal((made.Text, "true"), await rig.Tenant.SendAsync("POST", "/v1/backups/plans", body, ("Idempotency-Key", "k")) is var again ? (again.Text, again.Header("Idempotent-Replayed")) : default);
        Assert.Equal(id, Assert.Single(await rig.ListAsync("plans", $"?server_id={rig.Server}&enabled=true")).GetProperty("id").GetString());
        Assert.Equal((404, 0), ((int)(await rig.Tenant.GetAsync($"/v1/schedules/{id}")).Status, (await rig.Tenant.GetAsync("/v1/schedules")).Json.GetProperty("data").GetArrayLength()));

        var path = $"/v1/backups/plans/{id}";
        var changed = await rig.Tenant.SendAsync("PATCH", path, new { kind = "database", destination_ids = new[] { first }, enabled = false }, ("If-Match", "\"1\""));
        Assert.Equal((200, "\"2\"", "database", $$"""["{{first}}"]"""), ((int)changed.Status, changed.Header("ETag"), Text(changed, "kind"), Raw(changed, "destination_ids")));
        Assert.False(changed.Json.TryGetProperty("next_run_at", out _) || changed.Json.TryGetProperty("paths", out _));
        Assert.Equal(412, (int)(await rig.Tenant.SendAsync("PATCH", path, new { enabled = true }, ("If-Match", "\"1\""))).Status);
        Assert.Equal(412, (int)(await rig.Tenant.SendAsync("DELETE", path, null, ("If-Match", "\"1\""))).Status);
        Assert.Equal(204, (int)(await rig.Tenant.SendAsync("DELETE", path)).Status);
        Assert.Equal(404, (int)(await rig.Tenant.GetAsync(path)).Status);
        Assert.Equal(
            ["plan.create", "plan.update", "plan.delete"], await panel.Database.QueryAsync<string>("SELECT action FROM audit WHERE subject_id = @id ORDER BY seq", new { id }));
    }

    [Theory]
    [InlineData("""{"kind":"everything"}""", "kind")]
    [InlineData("""{"schedule":"@daily"}""", "schedule")]
    [InlineData("""{"schedule":"0 0 30 2 *"}""", "schedule")]
    [InlineData("""{"time_zone":"Mars/Olympus"}""", "time_zone")]
    [InlineData("""{"retention":{"last":-1}}""", "retention.last")]
    [InlineData("""{"retention":{"hourly":1}}""", "retention.hourly")]
    [InlineData("""{"destination_ids":[]}""", "destination_ids")]
    [InlineData("""{"destination_ids":["dst_none"]}""", "destination_ids")]
    [InlineData("""{"databases":[{"engine":"mariadb","name":"shop"}]}""", "databases")]
    [InlineData("""{"paths":["etc"]}""", "paths")]
    [InlineData("""{"exclude":["-x"]}""", "exclude")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"overlap":"queue"}""", "overlap")]
    public async Task A_body_at_fault_names_its_field(string change, string field)
    {
        var rig = await BackupRig.StartAsync(panel);
        var body = rig.Body(await rig.DestinationAsync());
        foreach (var member in JsonDocument.Parse(change).RootElement.EnumerateObject())
            body[member.Name] = member.Value;

        var answer = await rig.Tenant.SendAsync("POST", "/v1/backups/plans", body);

        Assert.Equal((422, field), ((int)answer.Status, string.Join(' ', answer.Fields)));
    }

    [Fact]
    public async Task Who_changes_nothing_leaves_it_as_it_was()
    {
        var rig = await BackupRig.StartAsync(panel);
        var plan = await rig.PlanAsync(await rig.DestinationAsync());

        var same = await rig.Tenant.SendAsync("PATCH", $"/v1/backups/plans/{plan}", new { });

        Assert.Equal((200, "\"1\""), ((int)same.Status, same.Header("ETag")));
        Assert.Equal(["plan.create"], await panel.Database.QueryAsync<string>("SELECT action FROM audit WHERE subject_id = @plan", new { plan }));
    }

    [Fact]
    public async Task An_empty_list_takes_back_what_was_named()
    {
        var rig = await BackupRig.StartAsync(panel);
        var plan = await rig.PlanAsync(await rig.DestinationAsync());
        var path = $"/v1/backups/plans/{plan}";
        foreach (var (body, empty, member) in new (object, object, string)[]
        {
            (new { paths = new[] { "/etc" } }, new { paths = Array.Empty<string>() }, "paths"),
            (new { kind = "database", databases = new[] { new { engine = "mariadb", name = "shop" } } }, new { databases = Array.Empty<object>() }, "databases"),
        })
        {
            Assert.True((await rig.Tenant.SendAsync("PATCH", path, body)).Json.TryGetProperty(member, out _));
            var answer = await rig.Tenant.SendAsync("PATCH", path, empty);
            Assert.True(answer.Status == System.Net.HttpStatusCode.OK, answer.Text);
            Assert.False(answer.Json.TryGetProperty(member, out _));
        }
    }

    [Fact]
    public async Task An_empty_body_names_what_is_missing()
    {
        var rig = await BackupRig.StartAsync(panel);

        Assert.Equal(["destination_ids", "kind", "retention", "schedule", "server_id"], (await rig.Tenant.SendAsync("POST", "/v1/backups/plans", "{}")).Fields.Order());
    }

    [Fact]
    public async Task A_plan_whose_server_has_no_entry_in_sealed_is_refused_naming_it()
    {
        var rig = await BackupRig.StartAsync(panel);
        var open = await rig.DestinationAsync();
        var closed = BackupRig.Id(await rig.AddAsync());

        var answer = await rig.Tenant.SendAsync("POST", "/v1/backups/plans", rig.Body(open, closed));

        Assert.Equal((422, "destination_ids"), ((int)answer.Status, Assert.Single(answer.Fields)));
        Assert.Contains(rig.Server, answer.Text, StringComparison.Ordinal);
        Assert.Contains(closed, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(open, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Destinations_whose_boxes_do_not_fit_into_the_arguments_of_a_job_are_refused_when_the_plan_is_made()
    {
        var rig = await BackupRig.StartAsync(panel);
        var destinations = new List<string>();
        for (var i = 0; i < 3; i++)
            destinations.Add(await rig.DestinationAsync(BackupRig.Box(bytes: 5000)));

        Assert.Equal(["destination_ids"], (await rig.Tenant.SendAsync("POST", "/v1/backups/plans", rig.Body([.. destinations]))).Fields);
        var small = await rig.DestinationAsync();
        await rig.PlanAsync(destinations[0], destinations[1], small);
        var grown = await rig.Tenant.SendAsync("PATCH", $"/v1/backups/destinations/{small}", new { @sealed = new Dictionary<string, string> { [rig.Server] = BackupRig.Box(bytes: 5000) } });
        Assert.Equal((422, "sealed"), ((int)grown.Status, Assert.Single(grown.Fields)));
    }

    [Fact]
    public async Task Who_reaches_some_servers_has_their_plans_and_a_customer_has_none()
    {
        var rig = await BackupRig.StartAsync(panel);
        var destination = await rig.DestinationAsync();
        var plan = await rig.PlanAsync(destination);
        var (other, _) = await rig.Tenant.ServerAsync();
        var (here, elsewhere) = (rig.Tenant.Member("operator", "servers", rig.Server), rig.Tenant.Member("operator", "servers", other));

        Assert.Equal(201, (int)(await here.SendAsync("POST", "/v1/backups/plans", rig.Body(destination))).Status);
        Assert.Equal(404, (int)(await elsewhere.SendAsync("POST", "/v1/backups/plans", rig.Body(destination))).Status);
        Assert.Equal((200, 404), ((int)(await here.GetAsync($"/v1/backups/plans/{plan}")).Status, (int)(await elsewhere.GetAsync($"/v1/backups/plans/{plan}")).Status));
        Assert.Equal(0, (await elsewhere.GetAsync("/v1/backups/plans")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(404, (int)(await elsewhere.SendAsync("POST", $"/v1/backups/plans/{plan}/run")).Status);
        var customer = rig.Tenant.Member("customer", "sites", "site_1");
        Assert.Equal((403, 404), ((int)(await customer.GetAsync("/v1/backups/plans")).Status, (int)(await customer.GetAsync($"/v1/backups/plans/{plan}")).Status));
        Assert.Equal(404, (int)(await (await panel.TenantAsync()).SendAsync("POST", $"/v1/backups/plans/{plan}/run")).Status);
    }

    [Fact]
    public async Task To_switch_a_plan_off_leaves_it_with_whom_it_runs_as_and_to_change_it_takes_it_over()
    {
        var rig = await BackupRig.StartAsync(panel);
        var path = $"/v1/backups/plans/{await rig.PlanAsync(await rig.DestinationAsync())}";
        var member = rig.Tenant.Member("operator", "servers", rig.Server);

        Assert.Equal(rig.Tenant.UserId, RunsAs(await member.SendAsync("PATCH", path, new { name = "off", enabled = false })));
        Assert.Equal(member.UserId, RunsAs(await member.SendAsync("PATCH", path, new { retention = new { daily = 7 } })));
    }

    [Fact]
    public async Task The_general_route_of_jobs_and_schedules_knows_no_backups()
    {
        var rig = await BackupRig.StartAsync(panel);
        await TestAgent.ConnectAsync(panel, rig.Server, "backup.run", "backup.restore", "backup.check");

        foreach (var kind in new[] { "backup.run", "backup.restore", "backup.check", "backup.forget" })
            Assert.Equal(["kind"], (await rig.Tenant.SendAsync("POST", $"/v1/servers/{rig.Server}/jobs", new { kind, args = new { } })).Fields);
    }

    private static string? RunsAs(Answer answer) => answer.Json.GetProperty("runs_as").GetProperty("id").GetString();

    private static string? Text(Answer answer, string member) => answer.Json.GetProperty(member).GetString();

    private static string Raw(Answer answer, string member) => answer.Json.GetProperty(member).GetRawText();
}
