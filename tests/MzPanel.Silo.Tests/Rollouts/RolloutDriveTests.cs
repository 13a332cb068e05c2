using System.Text.Json;
using MzPanel.Data.Rollouts;
using MzPanel.Silo.Rollouts;

namespace MzPanel.Silo.Tests.Rollouts;

public sealed class RolloutDriveTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task Each_server_gets_one_job_a_few_at_a_time_whoever_drives_how_often()
    {
        var (tenant, fleet) = await StartAsync(5);
        var path = await MadeAsync(tenant, new { server_ids = fleet.Keys, kind = "system.info", parallel = 2 });

        for (var left = 5; left > 0; left -= 2)
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => TurnAsync()));
            await TurnAsync();
            var running = await OpenAsync(tenant, path);
            Assert.Equal(Math.Min(2, left), running.Length);
            foreach (var job in running)
                await EndAsync(fleet, job);
        }
        await TurnAsync();

        var row = (await tenant.GetAsync(path)).Json;
        Assert.Equal(("done", """{"servers":5,"pending":0,"running":0,"succeeded":5,"failed":0,"skipped":0}"""),
            (row.GetProperty("status").GetString(), row.GetProperty("summary").GetRawText()));
        var jobs = await RolloutsApiTests.DataAsync(tenant, path + "/jobs");
        Assert.Equal(fleet.Keys.Order(), jobs.Select(job => job.GetProperty("server_id").GetString()!).Order());
        Assert.All(jobs, job => Assert.Equal(tenant.UserId, job.GetProperty("created_by").GetProperty("id").GetString()));
        Assert.Equal(1, await panel.Database.FirstAsync<long>("SELECT count(*) FROM audit WHERE action = 'rollout.done' AND subject_id = @id", new { id = path.Split('/')[^1] }));
    }

    [Fact]
    public async Task The_first_ones_run_alone_and_their_failure_stops_it_until_somebody_goes_on()
    {
        var (tenant, fleet) = await StartAsync(4);
        var path = await MadeAsync(tenant, new { server_ids = fleet.Keys, kind = "system.info", parallel = 3, canary = 1, stop_after_failures = 10 });

        await TurnAsync();
        await EndAsync(fleet, Assert.Single(await OpenAsync(tenant, path)), exit: 1);
        await TurnAsync();
        var stopped = (await tenant.GetAsync(path)).Json;
        Assert.Equal(("stopped", 3, 1), (stopped.GetProperty("status").GetString(), Count(stopped, "pending"), Count(stopped, "failed")));
        Assert.Contains("failed", stopped.GetProperty("message").GetString(), StringComparison.Ordinal);
        await TurnAsync();
        Assert.Empty(await OpenAsync(tenant, path));

        Assert.Equal(202, (int)(await tenant.SendAsync("POST", path + "/resume")).Status);
        await TurnAsync();
        await EndAsync(fleet, Assert.Single(await OpenAsync(tenant, path)));
        await TurnAsync();
        Assert.Equal(2, (await OpenAsync(tenant, path)).Length);
    }

    [Fact]
    public async Task What_is_paused_starts_nothing_and_counts_what_ends()
    {
        var (tenant, fleet) = await StartAsync(3);
        var path = await MadeAsync(tenant, new { server_ids = fleet.Keys, kind = "system.info", parallel = 1 });
        await TurnAsync();

        await tenant.SendAsync("POST", path + "/pause");
        await EndAsync(fleet, Assert.Single(await OpenAsync(tenant, path)));
        await TurnAsync();
        await TurnAsync();

        var row = (await tenant.GetAsync(path)).Json;
        Assert.Equal(("paused", 1, 2), (row.GetProperty("status").GetString(), Count(row, "succeeded"), Count(row, "pending")));
        Assert.Single(await RolloutsApiTests.DataAsync(tenant, path + "/jobs"));
    }

    [Fact]
    public async Task Who_cancels_has_the_jobs_under_way_cancelled_too()
    {
        var tenant = await panel.TenantAsync();
        await tenant.JoinAsync();
        var servers = new[] { (await tenant.ServerAsync()).Id, (await tenant.ServerAsync()).Id, (await tenant.ServerAsync()).Id };
        var path = await MadeAsync(tenant, new { server_ids = servers, kind = "system.info", parallel = 2 });
        await TurnAsync();
        Assert.Equal(2, (await OpenAsync(tenant, path)).Length);

        var cancelled = await tenant.SendAsync("POST", path + "/cancel");
        Assert.False(cancelled.Json.GetProperty("rollout").TryGetProperty("finished_at", out _));
        await TurnAsync();
        await TurnAsync();

        var row = (await tenant.GetAsync(path)).Json;
        Assert.Equal(("cancelled", 2, 1, true), (row.GetProperty("status").GetString(), Count(row, "failed"), Count(row, "skipped"), row.TryGetProperty("finished_at", out _)));
        Assert.All(await RolloutsApiTests.DataAsync(tenant, path + "/jobs"), job => Assert.Equal("cancelled", job.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_turn_of_a_silo_that_died_is_submitted_by_another_with_the_same_job()
    {
        var (tenant, fleet) = await StartAsync(1);
        var path = await MadeAsync(tenant, new { server_ids = fleet.Keys, kind = "system.info" });
        var rollouts = panel.Service<RolloutRecords>();
        var row = (await rollouts.FindAsync(path.Split('/')[^1]))!;
        var server = Assert.Single(await rollouts.NextAsync(row.Id, 10));
        Assert.True(await rollouts.TurnAsync(row, row with { Pending = 0, Running = 1 }, [new ServerMove(server.ServerId, RolloutServerState.Running)], null));

        await TurnAsync();
        Assert.Empty(await RolloutsApiTests.DataAsync(tenant, path + "/jobs"));
        panel.Time.Advance(RolloutRule.ClaimAge);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => TurnAsync()));

        Assert.Equal(server.JobId, Assert.Single(await RolloutsApiTests.DataAsync(tenant, path + "/jobs")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Servers_that_cannot_be_asked_are_skipped_with_the_reason()
    {
        var (tenant, fleet) = await StartAsync(1);
        var (old, _) = await tenant.ServerAsync();
        await TestAgent.ConnectAsync(panel, old, "service.list");
        var path = await MadeAsync(tenant, new { server_ids = fleet.Keys.Append(old), kind = "system.info" });

        await TurnAsync();

        var row = (await tenant.GetAsync(path)).Json;
        Assert.Equal((1, 1), (Count(row, "running"), Count(row, "skipped")));
        Assert.Equal($$"""[{"server_id":"{{old}}","message":"The agent of the server does not run system.info."}]""", row.GetProperty("skipped").GetRawText());
    }

    [Fact]
    public async Task What_its_maker_may_not_do_any_more_stops_it()
    {
        var (tenant, fleet) = await StartAsync(2);
        var path = await MadeAsync(tenant, new { server_ids = fleet.Keys, kind = "shell.run", args = new { command = "true" } });
        await panel.Database.Control.WriteAsync([new("UPDATE members SET role = 'operator' WHERE user_id = @user", ("user", tenant.UserId))]);

        await TurnAsync();

        var row = (await tenant.GetAsync(path)).Json;
        Assert.Equal(("stopped", 2), (row.GetProperty("status").GetString(), Count(row, "pending")));
        Assert.Contains("free shell", row.GetProperty("message").GetString(), StringComparison.Ordinal);
        await panel.Database.Control.WriteAsync([new("DELETE FROM members WHERE user_id = @user", ("user", tenant.UserId))]);
        await tenant.SendAsync("POST", path + "/resume");
        await TurnAsync();
        Assert.Equal("stopped", (await tenant.GetAsync(path)).Json.GetProperty("status").GetString());
        Assert.Empty(await RolloutsApiTests.DataAsync(tenant, path + "/jobs"));
    }

    [Fact]
    public async Task Secrets_reach_the_agent()
    {
        var (tenant, fleet) = await StartAsync(1);
        await MadeAsync(tenant, new { server_ids = fleet.Keys, kind = "shell.run", args = new { command = "id", env = new { TOKEN = "s3cr3t-value" } } });
        await TurnAsync();

        Assert.Equal("s3cr3t-value", (await fleet.Values.Single().CommandAsync()).Payload.GetProperty("args").GetProperty("env").GetProperty("TOKEN").GetString());
    }

    private async Task TurnAsync() => await panel.Service<RolloutDrive>().TurnAsync(() => { }, CancellationToken.None);

    private static async Task<string> MadeAsync(Tenant tenant, object body)
    {
        var answer = await tenant.SendAsync("POST", "/v1/rollouts", body);
        Assert.True((int)answer.Status == 202, answer.Text);
        return answer.Header("Location")!;
    }

    private static async Task<JsonElement[]> OpenAsync(Tenant tenant, string path) => [.. (await RolloutsApiTests.DataAsync(tenant, path + "/jobs"))
        .Where(job => job.GetProperty("status").GetString() is "queued" or "offered" or "running")];

    private static async Task EndAsync(Dictionary<string, TestAgent> fleet, JsonElement job, int exit = 0)
    {
        var agent = fleet[job.GetProperty("server_id").GetString()!];
        await agent.DoneAsync(job.GetProperty("id").GetString()!, (await agent.CommandAsync()).Id, 0, exit);
    }

    private static int Count(JsonElement rollout, string member) => rollout.GetProperty("summary").GetProperty(member).GetInt32();

    private async Task<(Tenant Tenant, Dictionary<string, TestAgent> Fleet)> StartAsync(int servers)
    {
        var tenant = await panel.TenantAsync();
        await tenant.JoinAsync();
        var fleet = new Dictionary<string, TestAgent>();
        for (var i = 0; i < servers; i++)
        {
            var (id, _) = await tenant.ServerAsync();
            fleet[id] = await TestAgent.ConnectAsync(panel, id);
        }
        return (tenant, fleet);
    }
}
