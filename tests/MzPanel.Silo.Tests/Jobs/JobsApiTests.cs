using MzPanel.Data.Jobs;

namespace MzPanel.Silo.Tests.Jobs;

public sealed class JobsApiTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_job_is_accepted_for_a_server_that_is_away_and_is_there_when_it_was_answered()
    {
        var (tenant, server) = await StartAsync();

        var answer = await tenant.SendAsync("POST", $"/v1/servers/{server}/jobs", new { kind = "service.logs", args = new { name = "ssh", lines = 5 } });

        Assert.Equal(202, (int)answer.Status);
        var job = answer.Json.GetProperty("job");
        var id = job.GetProperty("id").GetString()!;
        Assert.Equal("/v1/jobs/" + id, answer.Header("Location"));
        Assert.Equal(
            ("queued", 0, """{"name":"ssh","lines":5}""", """{"lines":0,"complete":false}"""),
            (job.GetProperty("status").GetString(), job.GetProperty("attempt").GetInt32(), job.GetProperty("args").GetRawText(), job.GetProperty("log").GetRawText()));
        Assert.Equal($$"""{"type":"user","id":"{{tenant.UserId}}","name":"{{tenant.UserId}}"}""", job.GetProperty("created_by").GetRawText());
        Assert.Equal(job.GetRawText(), (await tenant.GetAsync($"/v1/jobs/{id}")).Json.GetRawText());
        var row = await Records.FindAsync(id);
        Assert.Equal((3600, 24 * 3600 * 1000, false), (row!.TimeoutS, row.QueueDeadline - row.CreatedAt, row.Mutating));
    }

    [Fact]
    public async Task A_repetition_gets_the_same_job()
    {
        var (tenant, server) = await StartAsync();
        var body = new { kind = "system.info" };

        var first = await tenant.SendAsync("POST", $"/v1/servers/{server}/jobs", body, ("Idempotency-Key", "k"));
        var again = await tenant.SendAsync("POST", $"/v1/servers/{server}/jobs", body, ("Idempotency-Key", "k"));

        Assert.Equal((202, "true", first.Text, first.Header("Location")), ((int)again.Status, again.Header("Idempotent-Replayed"), again.Text, again.Header("Location")));
        Assert.Single(await ListAsync(tenant, ""));
    }

    [Theory]
    [InlineData("""{}""", "kind")]
    [InlineData("""{"kind":"magic.do"}""", "kind")]
    [InlineData("""{"kind":"site.create","args":{}}""", "kind")]
    [InlineData("""{"kind":"backup.run"}""", "kind")]
    [InlineData("""{"kind":"system.info","args":[]}""", "args")]
    [InlineData("""{"kind":"system.info","args":{"x":1}}""", "args.x")]
    [InlineData("""{"kind":"shell.run"}""", "args.command")]
    [InlineData("""{"kind":"system.info","timeout_s":0}""", "timeout_s")]
    [InlineData("""{"kind":"system.info","timeout_s":86401}""", "timeout_s")]
    [InlineData("""{"kind":"system.info","queue_ttl_s":604801}""", "queue_ttl_s")]
    [InlineData("""{"kind":"shell.run","args":{"command":"true"},"auto_retry":true}""", "auto_retry")]
    [InlineData("""{"kind":"system.info","bogus":1}""", "bogus")]
    public async Task A_body_at_fault_names_its_field(string body, string field)
    {
        var (tenant, server) = await StartAsync();

        var answer = await tenant.SendAsync("POST", $"/v1/servers/{server}/jobs", body);

        Assert.Equal((422, field), ((int)answer.Status, Assert.Single(answer.Fields)));
    }

    [Theory]
    [InlineData(16 * 1024, "args")]
    [InlineData(8 * 1024 + 1, "args.command")]
    public async Task Too_much_is_named(int bytes, string field)
    {
        var (tenant, server) = await StartAsync();

        var answer = await tenant.SendAsync("POST", $"/v1/servers/{server}/jobs", new { kind = "shell.run", args = new { command = new string('x', bytes) } });

        Assert.Equal((422, field), ((int)answer.Status, Assert.Single(answer.Fields)));
    }

    [Fact]
    public async Task An_argument_given_twice_is_malformed()
    {
        var (tenant, server) = await StartAsync();

        var answer = await tenant.SendAsync("POST", $"/v1/servers/{server}/jobs", """{"kind":"shell.run","args":{"command":"a","command":"b"}}""");

        Assert.Equal((400, "malformed_json"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_kind_of_the_agents_own_takes_any_object_there_and_nowhere_else()
    {
        var (tenant, server) = await StartAsync();
        var (other, _) = await tenant.ServerAsync();
        var agent = await TestAgent.ConnectAsync(panel, server, "magic.do", "system.info");
        var body = """{"kind":"magic.do","args":{"anything":[1,{"a":null}]}}""";

        Assert.Equal(202, (int)(await tenant.SendAsync("POST", $"/v1/servers/{server}/jobs", body)).Status);
        Assert.Equal(422, (int)(await tenant.SendAsync("POST", $"/v1/servers/{other}/jobs", body)).Status);
        Assert.Equal("""{"anything":[1,{"a":null}]}""", (await agent.CommandAsync()).Payload.GetProperty("args").GetRawText());
    }

    [Fact]
    public async Task Secret_values_reach_the_agent_and_nobody_else()
    {
        var (tenant, server) = await StartAsync();
        var agent = await TestAgent.ConnectAsync(panel, server);
        var body = """{"kind":"shell.run","args":{"command":"id","env":{"TOKEN":"s3cr3t-value"}}}""";

        var answer = await tenant.SendAsync("POST", $"/v1/servers/{server}/jobs", body, ("Idempotency-Key", "k"));
        var id = answer.Json.GetProperty("job").GetProperty("id").GetString()!;
        var (command, payload) = await agent.CommandAsync();
        await agent.DoneAsync(id, command, 0);
        var retried = await tenant.SendAsync("POST", $"/v1/jobs/{id}/retry");
        var (_, again) = await agent.CommandAsync();

        Assert.Equal("""{"command":"id","env":{"TOKEN":null}}""", answer.Json.GetProperty("job").GetProperty("args").GetRawText());
        Assert.Equal("""{"command":"id","env":{"TOKEN":"s3cr3t-value"}}""", payload.GetProperty("args").GetRawText());
        Assert.Equal(payload.GetProperty("args").GetRawText(), again.GetProperty("args").GetRawText());
        Assert.DoesNotContain("s3cr3t", retried.Text + (await tenant.GetAsync($"/v1/jobs/{id}")).Text, StringComparison.Ordinal);
        foreach (var table in new[] { "jobs", "audit", "idempotency" })
            Assert.DoesNotContain("s3cr3t", await DumpAsync(table), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_free_shell_needs_its_own_capability()
    {
        var (owner, server) = await StartAsync();
        var member = owner with { Role = "operator" };
        var id = await owner.JobAsync(server, "shell.run", new { command = "true" });
        await owner.SendAsync("POST", $"/v1/jobs/{id}/cancel");

        Assert.Equal(403, (int)(await member.SendAsync("POST", $"/v1/servers/{server}/jobs", new { kind = "shell.run", args = new { command = "true" } })).Status);
        Assert.Equal(403, (int)(await member.SendAsync("POST", $"/v1/jobs/{id}/retry")).Status);
        Assert.Equal(202, (int)(await member.SendAsync("POST", $"/v1/servers/{server}/jobs", new { kind = "system.info" })).Status);
    }

    [Fact]
    public async Task The_list_is_filtered_and_paged()
    {
        var (tenant, server) = await StartAsync();
        var (other, _) = await tenant.ServerAsync();
        var first = await tenant.JobAsync(server);
        panel.Time.Advance(TimeSpan.FromSeconds(10));
        var middle = panel.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        var second = await tenant.JobAsync(server, "shell.run", new { command = "true" });
        var third = await tenant.JobAsync(other);
        await tenant.SendAsync("POST", $"/v1/jobs/{third}/cancel");

        Assert.Equal(3, (await ListAsync(tenant, "")).Length);
        Assert.Equal(new[] { second, first }, await ListAsync(tenant, $"?server_id={server}"));
        Assert.Equal([second], await ListAsync(tenant, "?kind=shell.run"));
        Assert.Equal([third], await ListAsync(tenant, "?status=cancelled"));
        Assert.Equal([first], await ListAsync(tenant, $"?to={middle}"));
        Assert.Equal([second], await ListAsync(tenant, $"?from={middle}&server_id={server}"));
        Assert.Empty(await ListAsync(tenant, "?site_id=site_1"));
        Assert.Equal(422, (int)(await tenant.GetAsync("/v1/jobs?status=sleeping")).Status);
        var endless = new string('x', 2000);
        Assert.Equal(["kind", "server_id", "site_id"], (await tenant.GetAsync($"/v1/jobs?kind={endless}&server_id={endless}&site_id={endless}")).Fields.Order());
        var page = (await tenant.GetAsync("/v1/jobs?limit=2")).Json;
        var rest = (await tenant.GetAsync($"/v1/jobs?limit=2&cursor={page.GetProperty("next_cursor").GetString()}")).Json;
        Assert.Equal((2, 1, "null"), (page.GetProperty("data").GetArrayLength(), rest.GetProperty("data").GetArrayLength(), rest.GetProperty("next_cursor").GetRawText()));
    }

    [Fact]
    public async Task Waiting_answers_when_the_job_changes()
    {
        var (tenant, server) = await StartAsync();
        var id = await tenant.JobAsync(server);
        var waiting = tenant.GetAsync($"/v1/jobs/{id}?wait_s=30");
        Assert.False(waiting.IsCompleted);

        await TestAgent.ConnectAsync(panel, server);

        // The news may be too early for the subscription: then the records tell, at the next look.
        var (answer, _) = await panel.MovingAsync(waiting, TimeSpan.FromMilliseconds(100));
        Assert.Equal("offered", answer.Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Waiting_ends_with_the_time_asked_for()
    {
        var (tenant, server) = await StartAsync();
        var id = await tenant.JobAsync(server);

        var (answer, passed) = await panel.MovingAsync(tenant.GetAsync($"/v1/jobs/{id}?wait_s=3"), TimeSpan.FromSeconds(1));

        Assert.Equal("queued", answer.Json.GetProperty("status").GetString());
        Assert.True(passed >= TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task What_has_ended_is_not_waited_for()
    {
        var (tenant, server) = await StartAsync();
        var id = await tenant.JobAsync(server);
        await tenant.SendAsync("POST", $"/v1/jobs/{id}/cancel");

        var answer = await tenant.GetAsync($"/v1/jobs/{id}?wait_s=30");

        Assert.Equal(("cancelled", true), (answer.Json.GetProperty("status").GetString(), answer.Json.GetProperty("log").GetProperty("complete").GetBoolean()));
        Assert.Equal(422, (int)(await tenant.GetAsync($"/v1/jobs/{id}?wait_s=31")).Status);
    }

    [Fact]
    public async Task A_queued_job_is_cancelled_once_and_its_repetition_gets_the_first_answer()
    {
        var (tenant, server) = await StartAsync();
        var id = await tenant.JobAsync(server);

        var first = await tenant.SendAsync("POST", $"/v1/jobs/{id}/cancel", null, ("Idempotency-Key", "k"));
        var again = await tenant.SendAsync("POST", $"/v1/jobs/{id}/cancel", null, ("Idempotency-Key", "k"));
        var other = await tenant.SendAsync("POST", $"/v1/jobs/{id}/cancel", "{}");

        Assert.Equal((202, "cancelled", "/v1/jobs/" + id), ((int)first.Status, first.Json.GetProperty("job").GetProperty("status").GetString(), first.Header("Location")));
        Assert.Equal((202, first.Text), ((int)again.Status, again.Text));
        Assert.Equal((409, "job_not_cancellable"), ((int)other.Status, other.Code));
    }

    [Fact]
    public async Task A_running_job_is_asked_to_stop_and_may_be_given_up_by_owner_and_admin()
    {
        var (tenant, server) = await StartAsync();
        var agent = await TestAgent.ConnectAsync(panel, server);
        var id = await tenant.JobAsync(server);
        var (command, _) = await agent.CommandAsync();
        await agent.LogAsync(id, command, 1, "a");

        var asked = await tenant.SendAsync("POST", $"/v1/jobs/{id}/cancel");
        var denied = await (tenant with { Role = "operator" }).SendAsync("POST", $"/v1/jobs/{id}/cancel", new { abandon = true });
        var given = await tenant.SendAsync("POST", $"/v1/jobs/{id}/cancel", new { abandon = true });

        Assert.Equal("running", asked.Json.GetProperty("job").GetProperty("status").GetString());
        Assert.NotNull(asked.Json.GetProperty("job").GetProperty("cancel_requested_at").GetString());
        Assert.Equal(command, (await agent.NextAsync("cancel")).GetProperty("ref").GetString());
        Assert.Equal((403, "lost"), ((int)denied.Status, given.Json.GetProperty("job").GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_job_that_ended_is_repeated_as_a_new_one()
    {
        var (tenant, server) = await StartAsync();
        var id = await tenant.JobAsync(server, "service.logs", new { name = "ssh" });

        var early = await tenant.SendAsync("POST", $"/v1/jobs/{id}/retry");
        await tenant.SendAsync("POST", $"/v1/jobs/{id}/cancel");
        var answer = await tenant.SendAsync("POST", $"/v1/jobs/{id}/retry", null, ("Idempotency-Key", "r"));
        var again = await tenant.SendAsync("POST", $"/v1/jobs/{id}/retry", null, ("Idempotency-Key", "r"));

        Assert.Equal((409, "conflict"), ((int)early.Status, early.Code));
        var job = answer.Json.GetProperty("job");
        Assert.Equal((202, id, "queued", """{"name":"ssh"}"""), ((int)answer.Status, job.GetProperty("retry_of").GetString(), job.GetProperty("status").GetString(), job.GetProperty("args").GetRawText()));
        Assert.NotEqual(id, job.GetProperty("id").GetString());
        Assert.Equal(answer.Text, again.Text);
    }

    [Fact]
    public async Task An_outcome_is_shown_with_its_result()
    {
        var (tenant, server) = await StartAsync();
        var agent = await TestAgent.ConnectAsync(panel, server);
        var id = await tenant.JobAsync(server);
        var (command, _) = await agent.CommandAsync();
        await agent.DoneAsync(id, command, 0, exit: 3);

        var job = (await tenant.GetAsync($"/v1/jobs/{id}")).Json;

        Assert.Equal(("failed", 3, 5, 1, true), (job.GetProperty("status").GetString(), job.GetProperty("exit_code").GetInt32(), job.GetProperty("duration_ms").GetInt32(),
            job.GetProperty("attempt").GetInt32(), job.GetProperty("log").GetProperty("complete").GetBoolean()));
        Assert.NotNull(job.GetProperty("finished_at").GetString());
    }

    private JobRecords Records => panel.Service<JobRecords>();

    private async Task<(Tenant Tenant, string Server)> StartAsync()
    {
        var tenant = await panel.TenantAsync();
        return (tenant, (await tenant.ServerAsync()).Id);
    }

    private static async Task<string[]> ListAsync(Tenant tenant, string query) =>
        [.. (await tenant.GetAsync("/v1/jobs" + query)).Json.GetProperty("data").EnumerateArray().Select(job => job.GetProperty("id").GetString()!)];

    private async Task<string> DumpAsync(string table) =>
        string.Join('\n', (await panel.Database.QueryAsync<dynamic>($"SELECT * FROM {table}")).Select(row => string.Join('|',
            ((IDictionary<string, object?>)row).Values.Select(v => v is byte[] bytes ? System.Text.Encoding.Latin1.GetString(bytes) : v?.ToString()))));
}
