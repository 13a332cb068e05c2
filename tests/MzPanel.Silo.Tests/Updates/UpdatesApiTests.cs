using System.Text.Json;
using MzPanel.Data;
using MzPanel.Grains.License;
using MzPanel.Protocol;
using MzPanel.Protocol.License;
using MzPanel.Silo.Rollouts;
using MzPanel.Silo.Tests.Rollouts;
using MzPanel.Silo.Updates;

namespace MzPanel.Silo.Tests.Updates;

public sealed class UpdatesApiTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task An_agent_is_asked_to_install_what_is_handed_out_here_as_it_was_signed()
    {
        Publish("0.2.0");
        var (tenant, server) = await StartAsync();

        var answer = await tenant.SendAsync("POST", $"/v1/servers/{server}/update", new { welcome_s = 30 });

        Assert.Equal((202, "agent.update"), ((int)answer.Status, answer.Json.GetProperty("job").GetProperty("kind").GetString()));
        var args = answer.Json.GetProperty("job").GetProperty("args");
        Assert.Equal((TestSilo.Origin, "0.2.0", 30),
            (args.GetProperty("url").GetString(), args.GetProperty("version").GetString(), args.GetProperty("welcome_s").GetInt32()));
        var manifest = Jws.Open(args.GetProperty("manifest").GetString()!, ProtocolJson.Default.UpdateManifest, Jws.UpdateType, panel.Service<KeyRing>().Published.Keys);
        Assert.Equal(("0.2.0", "amd64", 7L), (manifest!.Version, Assert.Single(manifest.Programs).Arch, manifest.Programs[0].Size));
    }

    [Fact]
    public async Task Where_there_is_nothing_to_install_that_is_said()
    {
        var (tenant, server) = await StartAsync();
        Publish(null);
        Assert.Equal((409, "conflict"), await RefusedAsync(tenant, server));
        Publish("not a version");
        Assert.Equal((409, "conflict"), await RefusedAsync(tenant, server));
        Say("{}");
        Assert.Equal((409, "conflict"), await RefusedAsync(tenant, server));
        foreach (var same in new[] { "0.1.0", "0.0.9" })
        {
            Publish(same);
            Assert.Equal((409, "conflict"), await RefusedAsync(tenant, server));
        }
        Assert.Equal(202, (int)(await tenant.SendAsync("POST", $"/v1/servers/{server}/update", new { allow_downgrade = true })).Status);
    }

    [Fact]
    public async Task Nobody_names_a_program_of_their_own()
    {
        var (tenant, server) = await StartAsync();
        foreach (var (path, body) in new (string, object)[]
        {
            ($"/v1/servers/{server}/jobs", new { kind = "agent.update", args = new { } }),
            ("/v1/rollouts", new { server_ids = new[] { server }, kind = "agent.update", args = new { } }),
        })
            Assert.Equal((422, "kind"), ((int)(await tenant.SendAsync("POST", path, body)).Status, Assert.Single((await tenant.SendAsync("POST", path, body)).Fields)));
    }

    [Fact]
    public async Task A_pinned_agent_stays_what_it_is_until_its_policy_changes()
    {
        Publish("0.2.0");
        var (tenant, server) = await StartAsync();
        var pinned = await tenant.SendAsync("PATCH", $"/v1/servers/{server}", new { update_policy = "pinned" });
        Assert.Equal("pinned", pinned.Json.GetProperty("update_policy").GetString());
        Assert.Equal((409, "conflict"), await RefusedAsync(tenant, server));
        var path = (await tenant.SendAsync("POST", "/v1/agent-updates", new { server_ids = new[] { server } })).Header("Location")!;
        await TurnAsync();
        Assert.Equal("The server's agent is pinned to its version.", (await tenant.GetAsync(path)).Json.GetProperty("skipped")[0].GetProperty("message").GetString());

        var again = await tenant.SendAsync("PATCH", $"/v1/servers/{server}", new { update_policy = "workspace" });

        Assert.False(again.Json.TryGetProperty("update_policy", out _));
        Assert.Equal(202, (int)(await tenant.SendAsync("POST", $"/v1/servers/{server}/update")).Status);
        Assert.Equal((422, "update_policy"), ((int)(await tenant.SendAsync("PATCH", $"/v1/servers/{server}", new { update_policy = "never" })).Status,
            Assert.Single((await tenant.SendAsync("PATCH", $"/v1/servers/{server}", new { update_policy = "never" })).Fields)));
    }

    [Fact]
    public async Task An_update_of_then_is_not_retried_past_the_policy_and_the_release_of_now()
    {
        Publish("0.2.0");
        var (tenant, server) = await StartAsync();
        var job = (await tenant.SendAsync("POST", $"/v1/servers/{server}/update", new { allow_downgrade = true })).Json.GetProperty("job").GetProperty("id").GetString();
        await tenant.SendAsync("POST", $"/v1/jobs/{job}/cancel");
        await tenant.SendAsync("PATCH", $"/v1/servers/{server}", new { update_policy = "pinned" });

        var again = await tenant.SendAsync("POST", $"/v1/jobs/{job}/retry");

        Assert.Equal((409, "conflict"), ((int)again.Status, again.Code));
        Assert.Single(await RolloutsApiTests.DataAsync(tenant, $"/v1/jobs?server_id={server}"));
    }

    [Fact]
    public async Task Many_are_updated_in_waves_that_go_on_when_the_agents_are_back()
    {
        Publish("0.2.0");
        var tenant = await panel.TenantAsync();
        await tenant.JoinAsync();
        var fleet = new Dictionary<string, TestAgent>();
        for (var i = 0; i < 4; i++)
        {
            var (id, _) = await tenant.ServerAsync();
            fleet[id] = await TestAgent.ConnectAsync(panel, id);
            await RunsAsync(id, "0.1.0");
        }
        var path = (await tenant.SendAsync("POST", "/v1/agent-updates")).Header("Location")!;
        await TurnAsync();
        var first = await EndAsync(tenant, path, fleet);
        await TurnAsync();
        Assert.Equal((1, 0), await CountsAsync(tenant, path));
        await RunsAsync(first, "0.2.0");
        await TurnAsync();
        Assert.Equal((1, 1), await CountsAsync(tenant, path));

        await EndAsync(tenant, path, fleet);
        panel.Time.Advance(TimeSpan.FromMinutes(4));
        await TurnAsync();

        var stopped = (await tenant.GetAsync(path)).Json;
        Assert.Equal(("stopped", 2), (stopped.GetProperty("status").GetString(), stopped.GetProperty("summary").GetProperty("pending").GetInt32()));
        Assert.Equal(403, (int)(await (tenant with { Role = "operator" }).SendAsync("POST", path + "/resume")).Status);
        Assert.Equal(404, (int)(await tenant.Member("operator", "servers", first).SendAsync("POST", path + "/resume")).Status);
        Assert.Equal(202, (int)(await tenant.SendAsync("POST", path + "/resume")).Status);
    }

    [Theory]
    [InlineData("auto", false, 1)]
    [InlineData("security", true, 1)]
    [InlineData("security", false, 0)]
    [InlineData("manual", true, 0)]
    public async Task A_newer_version_is_installed_by_itself_where_the_policy_says_so_and_once(string policy, bool security, int rollouts)
    {
        Publish("3.0.0", security);
        var (tenant, _) = await StartAsync();
        await panel.Database.Control.WriteAsync([new("UPDATE workspaces SET update_policy = @policy WHERE id = @id", ("policy", policy), ("id", tenant.WorkspaceId))]);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => panel.Service<AutoUpdates>().TurnAsync(CancellationToken.None)));
        await panel.Service<AutoUpdates>().TurnAsync(CancellationToken.None);

        var made = await RolloutsApiTests.DataAsync(tenant, "/v1/rollouts?kind=agent.update");
        Assert.Equal(rollouts, made.Length);
        Assert.All(made, rollout => Assert.Equal("system", rollout.GetProperty("created_by").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task It_goes_on_by_itself_whatever_the_owner_may_do_by_then()
    {
        Publish("5.0.0");
        var (tenant, server) = await StartAsync();
        await panel.Database.Control.WriteAsync([new("UPDATE workspaces SET update_policy = 'auto' WHERE id = @id", ("id", tenant.WorkspaceId))]);
        await panel.Service<AutoUpdates>().TurnAsync(CancellationToken.None);
        await panel.Database.Control.WriteAsync([new("UPDATE members SET role = 'customer' WHERE workspace_id = @id", ("id", tenant.WorkspaceId))]);

        await TurnAsync();

        var job = Assert.Single(await RolloutsApiTests.DataAsync(tenant, $"/v1/jobs?server_id={server}"));
        Assert.Equal(("agent.update", "system"), (job.GetProperty("kind").GetString(), job.GetProperty("created_by").GetProperty("type").GetString()));
        Assert.Equal(1, await panel.Database.FirstAsync<long>(
            "SELECT count(*) FROM audit WHERE action = 'job.create' AND actor_type = 'system' AND server_id = @server", new { server }));
    }

    [Fact]
    public async Task A_workspace_that_no_rollout_can_be_made_for_keeps_no_other_from_its_own()
    {
        Publish("4.0.0");
        var (first, _) = await StartAsync();
        var (second, _) = await StartAsync();
        Tenant[] tenants = [first, second];
        foreach (var tenant in tenants)
            await panel.Database.Control.WriteAsync([new("UPDATE workspaces SET update_policy = 'auto' WHERE id = @id", ("id", tenant.WorkspaceId))]);
        foreach (var (refused, other) in new[] { (first, second), (second, first) })
        {
            await panel.Database.Control.WriteAsync([new("DELETE FROM update_claims")]);
            await panel.Database.Control.WriteAsync([new($"CREATE TRIGGER refused BEFORE INSERT ON rollouts WHEN NEW.workspace_id = '{refused.WorkspaceId}' BEGIN SELECT RAISE(ABORT, 'refused'); END")]);

            await panel.Service<AutoUpdates>().TurnAsync(CancellationToken.None);

            await panel.Database.Control.WriteAsync([new("DROP TRIGGER refused")]);
            Assert.NotEmpty(await RolloutsApiTests.DataAsync(other, "/v1/rollouts?kind=agent.update"));
        }
    }

    [Theory]
    [InlineData("""{"server_ids":[]}""", "server_ids")]
    [InlineData("""{"server_ids":["srv_none"]}""", "server_ids")]
    [InlineData("""{"server_ids":["a","a"]}""", "server_ids")]
    [InlineData("""{"server_ids":["a"],"tag":"x"}""", "tag")]
    [InlineData("""{"welcome_s":1}""", "welcome_s")]
    [InlineData("""{"queue_ttl_s":0}""", "queue_ttl_s")]
    [InlineData("""{"bogus":1}""", "bogus")]
    public async Task A_body_at_fault_names_its_fields(string body, string field)
    {
        Publish("0.2.0");
        var (tenant, _) = await StartAsync();
        var answer = await tenant.SendAsync("POST", "/v1/agent-updates", JsonSerializer.Deserialize<JsonElement>(body));
        Assert.Equal((422, field), ((int)answer.Status, string.Join(' ', answer.Fields)));
    }

    private void Publish(string? version, bool security = false)
    {
        File.WriteAllText(Path.Combine(Downloads, "mzagent-linux-amd64"), "program");
        if (version is null)
            File.Delete(Path.Combine(Downloads, "release.json"));
        else
            Say(JsonSerializer.Serialize(new { version, security }));
    }

    private string Downloads => Directory.CreateDirectory(Path.Combine(panel.Service<DatabaseOptions>().DataDirectory, "downloads")).FullName;

    private void Say(string release) => File.WriteAllText(Path.Combine(Downloads, "release.json"), release);

    private async Task<(Tenant Tenant, string Server)> StartAsync()
    {
        var tenant = await panel.TenantAsync();
        await tenant.JoinAsync();
        var (server, _) = await tenant.ServerAsync();
        await RunsAsync(server, "0.1.0");
        return (tenant, server);
    }

    private async Task RunsAsync(string server, string version) =>
        await panel.Database.Control.WriteAsync([new("UPDATE servers SET agent_version = @version WHERE id = @id", ("version", version), ("id", server))]);

    private static async Task<(int, string?)> RefusedAsync(Tenant tenant, string server)
    {
        var answer = await tenant.SendAsync("POST", $"/v1/servers/{server}/update");
        return ((int)answer.Status, answer.Code);
    }

    private async Task TurnAsync() => await panel.Service<RolloutDrive>().TurnAsync(() => { }, CancellationToken.None);

    private static async Task<string> EndAsync(Tenant tenant, string path, Dictionary<string, TestAgent> fleet)
    {
        var job = Assert.Single(await RolloutsApiTests.DataAsync(tenant, path + "/jobs"), job => job.GetProperty("status").GetString() is "queued" or "offered" or "running");
        var server = job.GetProperty("server_id").GetString()!;
        await fleet[server].DoneAsync(job.GetProperty("id").GetString()!, (await fleet[server].CommandAsync()).Id, 0);
        return server;
    }

    private static async Task<(int Running, int Succeeded)> CountsAsync(Tenant tenant, string path)
    {
        var summary = (await tenant.GetAsync(path)).Json.GetProperty("summary");
        return (summary.GetProperty("running").GetInt32(), summary.GetProperty("succeeded").GetInt32());
    }
}
