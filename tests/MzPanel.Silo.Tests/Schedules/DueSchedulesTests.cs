using System.Text.Json;
using MzPanel.Data;
using MzPanel.Data.Schedules;
using MzPanel.Data.Servers;
using MzPanel.Silo.Schedules;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Schedules;

public sealed class DueSchedulesTests(Panel panel) : IClassFixture<Panel>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task What_is_due_runs_once_in_the_name_of_its_maker_whoever_looks_how_often()
    {
        var (tenant, server) = await StartAsync();
        var id = await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server));
        await SweepAsync();
        Assert.Empty(await JobsAsync(tenant));

        panel.Time.Advance(Minute);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SweepAsync()));
        await SweepAsync();

        var job = Assert.Single(await JobsAsync(tenant));
        Assert.Equal((server, "system.info", tenant.UserId),
            (job.GetProperty("server_id").GetString(), job.GetProperty("kind").GetString(), job.GetProperty("created_by").GetProperty("id").GetString()));
        var run = await LastAsync(tenant, id);
        Assert.Equal((1, 0, 0, false), Counts(run));
        Assert.EndsWith(":00.000Z", run.GetProperty("due_at").GetString(), StringComparison.Ordinal);
        // The audit of the job names the schedule in the place of a request.
        Assert.Equal(id, await panel.Database.FirstAsync<string>(
            "SELECT request_id FROM audit WHERE action = 'job.create' AND job_id = @job", new { job = job.GetProperty("id").GetString() }));
    }

    [Fact]
    public async Task Times_missed_are_made_up_once()
    {
        var (tenant, server) = await StartAsync();
        var id = await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server));

        panel.Time.Advance(TimeSpan.FromHours(5));
        await SweepAsync();
        await SweepAsync();

        Assert.Single(await JobsAsync(tenant));
        var next = (await tenant.GetAsync($"/v1/schedules/{id}")).Json.GetProperty("next_run_at").GetDateTimeOffset();
        Assert.InRange(next - panel.Time.GetUtcNow(), TimeSpan.Zero, Minute);
    }

    [Theory]
    [InlineData("skip", 1)]
    [InlineData("queue", 2)]
    public async Task A_run_overlaps_the_one_before_only_where_that_is_wanted(string overlap, int jobs)
    {
        var (tenant, server) = await StartAsync();
        var id = await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server));
        await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { overlap });

        await NextMinuteAsync();
        await NextMinuteAsync();

        var made = await JobsAsync(tenant);
        Assert.Equal(jobs, made.Length);
        Assert.Equal((jobs - 1, 2 - jobs, 0, false), Counts(await LastAsync(tenant, id)));
        foreach (var job in made)
            await tenant.SendAsync("POST", $"/v1/jobs/{job.GetProperty("id").GetString()}/cancel");
        await NextMinuteAsync();
        Assert.Equal(jobs + 1, (await JobsAsync(tenant)).Length);
    }

    [Fact]
    public async Task A_run_that_was_claimed_by_a_silo_that_died_is_submitted_by_another_with_the_same_job()
    {
        var (tenant, server) = await StartAsync();
        var id = await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server));
        panel.Time.Advance(Minute);
        var schedules = panel.Service<ScheduleRecords>();
        var due = (await schedules.FindAsync(id))!;
        var job = RecordId.New("job");
        await schedules.ClaimAsync(
            due, new ScheduleRun { Jobs = [new ServerJob(server, job)], NextRunAt = due.NextRunAt + (long)TimeSpan.FromDays(1).TotalMilliseconds }, Seed.Entry(due.WorkspaceId, "schedule.run"));

        await SweepAsync();
        Assert.Empty(await JobsAsync(tenant));
        panel.Time.Advance(DueSchedules.ClaimAge);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SweepAsync()));

        Assert.Equal(job, Assert.Single(await JobsAsync(tenant)).GetProperty("id").GetString());
        Assert.Empty(await schedules.ClaimedAsync(long.MaxValue, 10));
    }

    [Fact]
    public async Task A_job_that_was_submitted_before_the_silo_died_is_not_made_again()
    {
        var (tenant, server) = await StartAsync();
        await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server));
        await NextMinuteAsync();
        var job = Assert.Single(await JobsAsync(tenant)).GetProperty("id").GetString();
        await panel.Database.Control.WriteAsync([new("UPDATE schedule_runs SET state = 'claimed' WHERE job_id = @job", ("job", job))]);
        await panel.Database.Control.WriteAsync([new("UPDATE servers SET deleted_at = 1 WHERE id = @server", ("server", server))]);

        panel.Time.Advance(DueSchedules.ClaimAge);
        await SweepAsync();

        Assert.Equal("submitted", await panel.Database.FirstAsync<string>("SELECT state FROM schedule_runs WHERE job_id = @job", new { job }));
        Assert.Equal(1, await panel.Database.FirstAsync<long>("SELECT count(*) FROM jobs WHERE id = @job", new { job }));
    }

    [Fact]
    public async Task A_tag_is_looked_up_at_each_run_within_the_scope_of_the_maker()
    {
        var tenant = await panel.TenantAsync();
        var (one, _) = await tenant.ServerAsync("one", "web");
        var (two, _) = await tenant.ServerAsync("two", "web");
        await tenant.ServerAsync("three", "db");
        var scoped = tenant.Member("operator", "servers", one);
        await tenant.JoinAsync();
        await scoped.JoinAsync();
        var body = new { name = "t", tag = "web", kind = "system.info", cron = "* * * * *" };
        var (all, few) = (await SchedulesApiTests.MadeAsync(tenant, body), await SchedulesApiTests.MadeAsync(scoped, body));

        await NextMinuteAsync();

        Assert.Equal((2, 1), (Counts(await LastAsync(tenant, all)).Jobs, Counts(await LastAsync(tenant, few)).Jobs));
        Assert.Equal(new[] { one, one, two }.Order(), (await JobsAsync(tenant)).Select(job => job.GetProperty("server_id").GetString()!).Order());
    }

    [Fact]
    public async Task What_the_maker_may_not_do_any_more_is_refused_and_said()
    {
        var (tenant, server) = await StartAsync();
        var id = await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server, "shell.run", new { command = "true" }));

        await MemberAsync(tenant, "role = 'operator'");
        await NextMinuteAsync();
        Assert.Equal((0, 0, 1, true), Counts(await LastAsync(tenant, id)));

        await MemberAsync(tenant, """role = 'owner', scope = '{"type":"servers","ids":[]}'""");
        await NextMinuteAsync();
        Assert.Contains("out of the scope", (await LastAsync(tenant, id)).GetProperty("message").GetString(), StringComparison.Ordinal);

        await MemberAsync(tenant, """scope = '{"type":"all"}'""");
        await NextMinuteAsync();
        Assert.Equal((1, 0, 0, false), Counts(await LastAsync(tenant, id)));
        Assert.Single(await JobsAsync(tenant));
    }

    [Fact]
    public async Task Without_its_maker_a_schedule_is_disabled_until_somebody_takes_it_over()
    {
        var (tenant, server) = await StartAsync();
        var id = await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server));
        await panel.Database.Control.WriteAsync([new("DELETE FROM members WHERE user_id = @user", ("user", tenant.UserId))]);

        await NextMinuteAsync();

        var row = (await tenant.GetAsync($"/v1/schedules/{id}")).Json;
        Assert.Equal((false, false), (row.GetProperty("enabled").GetBoolean(), row.TryGetProperty("next_run_at", out _)));
        Assert.Equal((0, 0, 1, true), Counts(row.GetProperty("last_run")));
        Assert.Empty(await JobsAsync(tenant));

        var heir = tenant.Member("admin", "all");
        await heir.JoinAsync();
        Assert.Equal(200, (int)(await heir.SendAsync("PATCH", $"/v1/schedules/{id}", new { enabled = true })).Status);
        await NextMinuteAsync();
        Assert.Equal(heir.UserId, Assert.Single(await JobsAsync(tenant)).GetProperty("created_by").GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_server_that_was_removed_ends_its_schedules()
    {
        var (tenant, server) = await StartAsync();
        var id = await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server));
        var servers = panel.Service<ServerRecords>();
        await servers.DeleteAsync((await servers.FindAsync(server))!, Seed.Entry(tenant.WorkspaceId, "server.delete"));

        await NextMinuteAsync();

        Assert.Equal("The server was removed.", (await LastAsync(tenant, id)).GetProperty("message").GetString());
        Assert.Empty(await JobsAsync(tenant));
        Assert.Equal(409, (int)(await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { enabled = true })).Status);
        Assert.Equal(200, (int)(await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { enabled = true, server_id = (await tenant.ServerAsync()).Id })).Status);
    }

    [Fact]
    public async Task Secrets_reach_the_agent_and_nobody_else()
    {
        var (tenant, server) = await StartAsync();
        var agent = await TestAgent.ConnectAsync(panel, server);
        await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server, "shell.run", new { command = "id", env = new { TOKEN = "s3cr3t-value" } }));

        await NextMinuteAsync();

        Assert.Equal("s3cr3t-value", (await agent.CommandAsync()).Payload.GetProperty("args").GetProperty("env").GetProperty("TOKEN").GetString());
        Assert.DoesNotContain("s3cr3t", Assert.Single(await JobsAsync(tenant)).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_does_not_run_the_kind_is_not_asked()
    {
        var (tenant, server) = await StartAsync();
        var id = await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server));
        await TestAgent.ConnectAsync(panel, server, "service.list");

        await NextMinuteAsync();

        Assert.Equal((0, 0, 1, true), Counts(await LastAsync(tenant, id)));
    }

    private Task SweepAsync() => panel.Service<DueSchedules>().SweepAsync(() => { }, CancellationToken.None);

    private Task NextMinuteAsync()
    {
        panel.Time.Advance(Minute);
        return SweepAsync();
    }

    private async Task MemberAsync(Tenant tenant, string change) =>
        await panel.Database.Control.WriteAsync([new($"UPDATE members SET {change} WHERE user_id = @user", ("user", tenant.UserId))]);

    private static async Task<JsonElement[]> JobsAsync(Tenant tenant) => [.. (await tenant.GetAsync("/v1/jobs")).Json.GetProperty("data").EnumerateArray()];

    private static async Task<JsonElement> LastAsync(Tenant tenant, string id) => (await tenant.GetAsync($"/v1/schedules/{id}")).Json.GetProperty("last_run");

    private static (int Jobs, int Skipped, int Refused, bool HasMessage) Counts(JsonElement run) => (
        run.GetProperty("jobs").GetInt32(), run.GetProperty("skipped").GetInt32(), run.GetProperty("refused").GetInt32(), run.TryGetProperty("message", out _));

    private async Task<(Tenant Tenant, string Server)> StartAsync()
    {
        var tenant = await panel.TenantAsync();
        await tenant.JoinAsync();
        return (tenant, (await tenant.ServerAsync()).Id);
    }
}
