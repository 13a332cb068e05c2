using System.Text.Json;
using MzPanel.Data.Rollouts;

namespace MzPanel.Silo.Tests.Rollouts;

public sealed class RolloutsApiTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_rollout_is_accepted_with_its_servers_and_shown()
    {
        var (tenant, server) = await StartAsync();
        var (other, _) = await tenant.ServerAsync();

        var made = await tenant.SendAsync("POST", "/v1/rollouts", new { server_ids = new[] { server, other }, kind = "service.logs", args = new { name = "ssh" } });

        Assert.Equal(202, (int)made.Status);
        var rollout = made.Json.GetProperty("rollout");
        var id = rollout.GetProperty("id").GetString()!;
        Assert.Equal("/v1/rollouts/" + id, made.Header("Location"));
        Assert.StartsWith("rol_", id, StringComparison.Ordinal);
        Assert.Equal(
            ("running", 5, 0, 1, """{"servers":2,"pending":2,"running":0,"succeeded":0,"failed":0,"skipped":0}"""),
            (rollout.GetProperty("status").GetString(), rollout.GetProperty("parallel").GetInt32(), rollout.GetProperty("canary").GetInt32(),
                rollout.GetProperty("stop_after_failures").GetInt32(), rollout.GetProperty("summary").GetRawText()));
        Assert.Equal("[]", (await tenant.GetAsync($"/v1/rollouts/{id}")).Json.GetProperty("skipped").GetRawText());
        Assert.Equal(rollout.GetRawText(), Assert.Single(await DataAsync(tenant, "/v1/rollouts?status=running&kind=service.logs")).GetRawText());
        Assert.Empty(await DataAsync(tenant, $"/v1/rollouts/{id}/jobs"));
    }

    [Fact]
    public async Task A_repetition_gets_the_same_rollout_and_the_same_change()
    {
        var (tenant, server) = await StartAsync();

        var first = await tenant.SendAsync("POST", "/v1/rollouts", Body(server), ("Idempotency-Key", "k"));
        var again = await tenant.SendAsync("POST", "/v1/rollouts", Body(server), ("Idempotency-Key", "k"));
        var paused = await tenant.SendAsync("POST", first.Header("Location")! + "/pause", null, ("Idempotency-Key", "p"));
        var pausedAgain = await tenant.SendAsync("POST", first.Header("Location")! + "/pause", null, ("Idempotency-Key", "p"));

        Assert.Equal((202, "true", first.Text, first.Header("Location")), ((int)again.Status, again.Header("Idempotent-Replayed"), again.Text, again.Header("Location")));
        Assert.Equal((202, "true", paused.Text), ((int)pausedAgain.Status, pausedAgain.Header("Idempotent-Replayed"), pausedAgain.Text));
        Assert.Single(await DataAsync(tenant, "/v1/rollouts"));
    }

    [Theory]
    [InlineData("""{"server_ids":null,"kind":null}""", "kind", "server_ids")]
    [InlineData("""{"tag":"web"}""", "tag")]
    [InlineData("""{"server_ids":null,"tag":"web"}""", "tag")]
    [InlineData("""{"server_ids":[]}""", "server_ids")]
    [InlineData("""{"server_ids":["srv_none"]}""", "server_ids")]
    [InlineData("""{"server_ids":["a","a"]}""", "server_ids")]
    [InlineData("""{"kind":"magic.do"}""", "kind")]
    [InlineData("""{"kind":"site.create"}""", "kind")]
    [InlineData("""{"args":{"x":1}}""", "args.x")]
    [InlineData("""{"parallel":0}""", "parallel")]
    [InlineData("""{"parallel":1001}""", "parallel")]
    [InlineData("""{"canary":-1}""", "canary")]
    [InlineData("""{"stop_after_failures":0}""", "stop_after_failures")]
    [InlineData("""{"timeout_s":86401}""", "timeout_s")]
    [InlineData("""{"queue_ttl_s":0}""", "queue_ttl_s")]
    [InlineData("""{"bogus":1}""", "bogus")]
    public async Task A_body_at_fault_names_its_fields(string change, params string[] fields)
    {
        var (tenant, server) = await StartAsync();
        var body = JsonSerializer.SerializeToElement(Body(server)).EnumerateObject().ToDictionary(m => m.Name, m => (object)m.Value);
        foreach (var member in JsonDocument.Parse(change).RootElement.EnumerateObject())
            body[member.Name] = member.Value;

        var answer = await tenant.SendAsync("POST", "/v1/rollouts", body);

        Assert.Equal((422, string.Join(' ', fields.Order())), ((int)answer.Status, string.Join(' ', answer.Fields.Order())));
    }

    [Fact]
    public async Task It_is_paused_resumed_and_cancelled_and_nothing_else_after_that()
    {
        var (tenant, server) = await StartAsync();
        var path = (await tenant.SendAsync("POST", "/v1/rollouts", Body(server))).Header("Location")!;

        foreach (var (word, status, code) in new[]
        {
            ("resume", "", 409), ("pause", "paused", 202), ("pause", "", 409), ("resume", "running", 202), ("cancel", "cancelled", 202), ("cancel", "", 409), ("resume", "", 409),
        })
        {
            var answer = await tenant.SendAsync("POST", $"{path}/{word}");
            Assert.Equal((word, code), (word, (int)answer.Status));
            if (code == 202)
                Assert.Equal((status, path), (answer.Json.GetProperty("rollout").GetProperty("status").GetString(), answer.Header("Location")));
        }

        var row = (await tenant.GetAsync(path)).Json;
        Assert.Equal("""{"servers":1,"pending":0,"running":0,"succeeded":0,"failed":0,"skipped":1}""", row.GetProperty("summary").GetRawText());
        Assert.Equal($$"""[{"server_id":"{{server}}","message":"The rollout was cancelled."}]""", row.GetProperty("skipped").GetRawText());
        Assert.True(row.TryGetProperty("finished_at", out _));
        Assert.Equal(["rollout.create", "rollout.pause", "rollout.resume", "rollout.cancel"],
            await panel.Database.QueryAsync<string>("SELECT action FROM audit WHERE subject_id = @id ORDER BY seq", new { id = row.GetProperty("id").GetString() }));
    }

    [Fact]
    public async Task Who_makes_or_resumes_one_needs_what_the_job_needs()
    {
        var (owner, server) = await StartAsync();
        var (operatorOf, shell) = (owner with { Role = "operator" }, new { server_ids = new[] { server }, kind = "shell.run", args = new { command = "true" } });
        var path = (await owner.SendAsync("POST", "/v1/rollouts", shell)).Header("Location")!;

        Assert.Equal(403, (int)(await operatorOf.SendAsync("POST", "/v1/rollouts", shell)).Status);
        Assert.Equal(403, (int)(await (owner with { Role = "customer" }).SendAsync("POST", "/v1/rollouts", Body(server))).Status);
        Assert.Equal(202, (int)(await operatorOf.SendAsync("POST", path + "/pause")).Status);
        Assert.Equal(403, (int)(await operatorOf.SendAsync("POST", path + "/resume")).Status);
        Assert.Equal(202, (int)(await operatorOf.SendAsync("POST", path + "/cancel")).Status);
    }

    [Fact]
    public async Task A_scope_reaches_its_own_servers_and_sees_no_rollout_that_goes_beyond()
    {
        var owner = await panel.TenantAsync();
        var (one, _) = await owner.ServerAsync("one", "web");
        var (two, _) = await owner.ServerAsync("two", "web");
        var member = owner.Member("operator", "servers", one);
        var wide = (await owner.SendAsync("POST", "/v1/rollouts", Body(one, two))).Header("Location")!;
        var tagged = await member.SendAsync("POST", "/v1/rollouts", new { tag = "web", kind = "system.info" });

        Assert.Equal(1, tagged.Json.GetProperty("rollout").GetProperty("summary").GetProperty("servers").GetInt32());
        Assert.Equal("server_ids", Assert.Single((await member.SendAsync("POST", "/v1/rollouts", Body(two))).Fields));
        Assert.Single(await DataAsync(member, "/v1/rollouts"));
        foreach (var (method, path) in new[] { ("GET", wide), ("GET", wide + "/jobs"), ("POST", wide + "/pause"), ("POST", wide + "/resume"), ("POST", wide + "/cancel") })
            Assert.Equal(404, (int)(await member.SendAsync(method, path)).Status);
        Assert.Equal(2, (await DataAsync(owner, "/v1/rollouts")).Length);
    }

    [Fact]
    public async Task As_many_as_may_be_open_are_made_and_for_more_some_must_end()
    {
        var (tenant, server) = await StartAsync();
        var paths = new List<string>();
        while (paths.Count < RolloutRecords.MostOpen)
            paths.Add((await tenant.SendAsync("POST", "/v1/rollouts", Body(server))).Header("Location")!);
        await tenant.SendAsync("POST", paths[0] + "/pause");

        var refused = await tenant.SendAsync("POST", "/v1/rollouts", Body(server));

        Assert.Equal((409, "conflict"), ((int)refused.Status, refused.Code));
        Assert.Contains("cancel", refused.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(202, (int)(await tenant.SendAsync("POST", paths[0] + "/resume")).Status);
        await panel.Database.Control.WriteAsync([new("UPDATE rollouts SET status = 'stopped' WHERE id = @id", ("id", paths[1].Split('/')[^1]))]);
        Assert.Equal(202, (int)(await tenant.SendAsync("POST", "/v1/rollouts", Body(server))).Status);
        Assert.Equal(409, (int)(await tenant.SendAsync("POST", paths[1] + "/resume")).Status);
        await tenant.SendAsync("POST", paths[2] + "/cancel");
        Assert.Equal(202, (int)(await tenant.SendAsync("POST", paths[1] + "/resume")).Status);
    }

    [Fact]
    public async Task Secret_arguments_are_shown_to_nobody()
    {
        var (tenant, server) = await StartAsync();
        var body = new { server_ids = new[] { server }, kind = "shell.run", args = new { command = "id", env = new { TOKEN = "s3cr3t-value" } } };

        var made = await tenant.SendAsync("POST", "/v1/rollouts", body, ("Idempotency-Key", "k"));

        Assert.Equal("""{"command":"id","env":{"TOKEN":null}}""", made.Json.GetProperty("rollout").GetProperty("args").GetRawText());
        foreach (var table in new[] { "rollouts", "audit", "idempotency" })
            Assert.DoesNotContain("s3cr3t", JsonSerializer.Serialize(await panel.Database.QueryAsync<dynamic>($"SELECT * FROM {table}")), StringComparison.Ordinal);
    }

    internal static object Body(params string[] servers) => new { server_ids = servers, kind = "system.info" };

    internal static async Task<JsonElement[]> DataAsync(Tenant tenant, string path) => [.. (await tenant.GetAsync(path)).Json.GetProperty("data").EnumerateArray()];

    private async Task<(Tenant Tenant, string Server)> StartAsync()
    {
        var tenant = await panel.TenantAsync();
        return (tenant, (await tenant.ServerAsync()).Id);
    }
}
