using System.Text.Json;

namespace MzPanel.Silo.Tests.Backups;

public sealed class SnapshotsApiTests(Panel panel) : IClassFixture<Panel>
{
    private const string ResticId = "8e0c5dd1e2e2a1b0";

    [Fact]
    public async Task A_run_leaves_snapshots_that_are_listed_shown_and_restored()
    {
        var (rig, plan, destination, agent) = await StartAsync();
        var job = await rig.RunAsync(agent, plan, Done(destination));

        var snapshot = Assert.Single(await rig.ListAsync("snapshots", $"?plan_id={plan}&server_id={rig.Server}&destination_id={destination}&status=done"));

        var id = snapshot.GetProperty("id").GetString();
        Assert.StartsWith("snap_", id, StringComparison.Ordinal);
        Assert.Equal((plan, rig.Server, destination, job, "2026-03-01T12:00:00.000Z", 12L, 3L, "done"), (Text(snapshot, "plan_id"), Text(snapshot, "server_id"),
            Text(snapshot, "destination_id"), Text(snapshot, "job_id"), Text(snapshot, "taken_at"), snapshot.GetProperty("size_bytes").GetInt64(), snapshot.GetProperty("files").GetInt64(), Text(snapshot, "status")));
        Assert.Equal(snapshot.GetRawText(), (await rig.Tenant.GetAsync($"/v1/backups/snapshots/{id}")).Text);
        Assert.DoesNotContain(ResticId, snapshot.GetRawText(), StringComparison.Ordinal);

        var accepted = await rig.Tenant.SendAsync("POST", $"/v1/backups/snapshots/{id}/restore", new { target = "/restored", include = new[] { "/etc/hosts" } });

        Assert.Equal((202, "backup.restore", rig.Server), ((int)accepted.Status, accepted.Json.GetProperty("job").GetProperty("kind").GetString(), accepted.Json.GetProperty("job").GetProperty("server_id").GetString()));
        var args = (await agent.CommandAsync()).Payload.GetProperty("args");
        Assert.Equal((ResticId, plan, "/restored", """["/etc/hosts"]"""), (Text(args, "snapshot"), Text(args, "plan_id"), Text(args, "target"), args.GetProperty("include").GetRawText()));
        Assert.Equal(5, args.GetProperty("destination").GetProperty("sealed").GetString()!.Split('.').Length);
    }

    [Fact]
    public async Task A_restore_names_what_is_wrong_with_it()
    {
        var (rig, plan, destination, agent) = await StartAsync();
        await rig.RunAsync(agent, plan, Done(destination));
        var path = $"/v1/backups/snapshots/{Text((await rig.ListAsync("snapshots"))[0], "id")}/restore";

        foreach (var (body, field) in new[]
        {
            ("{}", "target"), ("""{"target":"relative"}""", "target"), ("""{"target":"/a/../b"}""", "target"), ("""{"target":"in_place","include":["etc"]}""", "include"),
            ("""{"target":"in_place","database":{"engine":"dbase","name":"x"}}""", "database"), ("""{"target":"in_place","confirm":true}""", "confirm"),
            ("""{"target":"in_place","include":["/etc"],"database":{"engine":"mariadb","name":"shop"}}""", "include"),
        })
            Assert.Equal([field], (await rig.Tenant.SendAsync("POST", path, body)).Fields);
        Assert.Equal(202, (int)(await rig.Tenant.SendAsync("POST", path, """{"target":"in_place","database":{"engine":"mariadb","name":"shop"}}""")).Status);
    }

    [Fact]
    public async Task A_destination_that_was_away_has_failed_by_itself_and_restores_nothing()
    {
        var (rig, plan, destination, agent) = await StartAsync();
        await rig.RunAsync(agent, plan, $$$"""{"destinations":[{"destination_id":"{{{destination}}}","status":"failed","error":{"code":"destination_unreachable","message":"No route."}}]}""", exit: 1);

        var snapshot = Assert.Single(await rig.ListAsync("snapshots", "?status=failed"));

        Assert.Equal("""{"code":"destination_unreachable","message":"No route."}""", snapshot.GetProperty("error").GetRawText());
        Assert.Equal(409, (int)(await rig.Tenant.SendAsync("POST", $"/v1/backups/snapshots/{Text(snapshot, "id")}/restore", new { target = "in_place" })).Status);
    }

    [Fact]
    public async Task A_snapshot_outlives_its_plan_but_not_its_retention_nor_its_destination()
    {
        var (rig, plan, destination, agent) = await StartAsync();
        await rig.RunAsync(agent, plan, Done(destination));
        await rig.RunAsync(agent, plan, Done(destination, "cccccccc11111111", "\"cccccccc11111111\""));
        var (pruned, kept) = (Text(Assert.Single(await rig.ListAsync("snapshots", "?status=pruned")), "id"), Text(Assert.Single(await rig.ListAsync("snapshots", "?status=done")), "id"));
        await rig.Tenant.SendAsync("DELETE", $"/v1/backups/plans/{plan}");

        Assert.Equal(409, (int)(await RestoreAsync(rig.Tenant, pruned)).Status);
        Assert.Equal(202, (int)(await RestoreAsync(rig.Tenant, kept)).Status);
        await rig.Tenant.SendAsync("DELETE", $"/v1/backups/destinations/{destination}");
        Assert.Equal(409, (int)(await RestoreAsync(rig.Tenant, kept)).Status);
        Assert.Equal(404, (int)(await RestoreAsync(rig.Tenant, "snap_none")).Status);
    }

    [Fact]
    public async Task A_dry_run_leaves_no_snapshot()
    {
        var (rig, plan, destination, agent) = await StartAsync();

        var accepted = await rig.Tenant.SendAsync("POST", $"/v1/backups/plans/{plan}/run", new { dry_run = true });
        var (command, payload) = await agent.CommandAsync();
        await agent.DoneAsync(accepted.Json.GetProperty("job").GetProperty("id").GetString()!, command, 0, 0, Done(destination));

        Assert.True(payload.GetProperty("args").GetProperty("dry_run").GetBoolean());
        Assert.Empty(await rig.ListAsync("snapshots"));
    }

    [Fact]
    public async Task Snapshots_are_seen_and_restored_by_whom_their_server_is_in_scope()
    {
        var (rig, plan, destination, agent) = await StartAsync();
        await rig.RunAsync(agent, plan, Done(destination));
        var id = Text((await rig.ListAsync("snapshots"))[0], "id");
        var (other, _) = await rig.Tenant.ServerAsync();
        var (here, elsewhere) = (rig.Tenant.Member("operator", "servers", rig.Server), rig.Tenant.Member("operator", "servers", other));

        Assert.Equal((1, 0), (await CountAsync(here), await CountAsync(elsewhere)));
        Assert.Equal((404, 404), ((int)(await elsewhere.GetAsync($"/v1/backups/snapshots/{id}")).Status, (int)(await RestoreAsync(elsewhere, id)).Status));
        Assert.Equal(404, (int)(await RestoreAsync(rig.Tenant.Member("customer", "sites", "site_1"), id)).Status);
        Assert.Equal(404, (int)(await RestoreAsync(await panel.TenantAsync(), id)).Status);
        Assert.Equal(202, (int)(await RestoreAsync(here, id)).Status);
    }

    private static string Done(string destination, string snapshot = ResticId, string? kept = null) =>
        $$"""{"destinations":[{"destination_id":"{{destination}}","status":"done","snapshot":"{{snapshot}}","size_bytes":12,"files":3,"taken_at":1772366400000,"pruned":0{{(kept is null ? "" : $",\"kept\":[{kept}]")}}}]}""";

    private static Task<Answer> RestoreAsync(Tenant tenant, string? id) => tenant.SendAsync("POST", $"/v1/backups/snapshots/{id}/restore", new { target = "in_place" });

    private static async Task<int> CountAsync(Tenant tenant) => (await tenant.GetAsync("/v1/backups/snapshots")).Json.GetProperty("data").GetArrayLength();

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();

    private async Task<(BackupRig Rig, string Plan, string Destination, TestAgent Agent)> StartAsync()
    {
        var rig = await BackupRig.StartAsync(panel);
        var destination = await rig.DestinationAsync();
        return (rig, await rig.PlanAsync(destination), destination, await TestAgent.ConnectAsync(panel, rig.Server));
    }
}
