using System.Text.Json;
using MzPanel.Data;
using MzPanel.Data.Schedules;
using MzPanel.Data.Servers;
using MzPanel.Silo.Schedules;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Backups;

public sealed class PlanRunsTests(Panel panel) : IClassFixture<Panel>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_plan_that_is_due_runs_once_whoever_looks_how_often_with_the_boxes_as_they_are_then()
    {
        var (rig, plan, destination) = await StartAsync();
        var box = BackupRig.Box();
        await rig.Tenant.SendAsync("PATCH", $"/v1/backups/destinations/{destination}", new { config = new { path = "/newer" }, @sealed = new Dictionary<string, string> { [rig.Server] = box } });
        var agent = await TestAgent.ConnectAsync(panel, rig.Server);

        panel.Time.Advance(Minute);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => rig.SweepAsync()));

        var job = Assert.Single(await rig.JobsAsync());
        Assert.Equal(("backup.run", rig.Tenant.UserId), (job.GetProperty("kind").GetString(), job.GetProperty("created_by").GetProperty("id").GetString()));
        Assert.Equal($$"""{"kind":"full","retention":{"last":3},"plan_id":"{{plan}}","destinations":[{"id":"{{destination}}","type":"local","config":{"path":"/newer"},"sealed":null}]}""",
            job.GetProperty("args").GetRawText());
        Assert.Equal(box, (await agent.CommandAsync()).Payload.GetProperty("args").GetProperty("destinations")[0].GetProperty("sealed").GetString());
        Assert.Equal((1, 0, 0), Counts(await LastAsync(rig, plan)));
        Assert.Equal(["plan.create", "plan.run"], await panel.Database.QueryAsync<string>("SELECT action FROM audit WHERE subject_id = @plan ORDER BY seq", new { plan }));
    }

    [Fact]
    public async Task Runs_that_were_missed_are_made_up_once()
    {
        var (rig, plan, _) = await StartAsync();

        await rig.NextAsync(TimeSpan.FromHours(5));
        await rig.SweepAsync();

        Assert.Single(await rig.JobsAsync());
        var next = (await rig.Tenant.GetAsync($"/v1/backups/plans/{plan}")).Json.GetProperty("next_run_at").GetDateTimeOffset();
        Assert.InRange(next - panel.Time.GetUtcNow(), TimeSpan.Zero, Minute);
    }

    // The clocks of Berlin go forward on the 29th of March 2026 at 2:00, and back on the 25th of October at 3:00.
    [Theory]
    [InlineData("2026-03-28T12:00:00Z", "30 2 * * *", "2026-03-29T01:00:00.000Z", "2026-03-30T00:30:00.000Z")]
    [InlineData("2026-10-24T12:00:00Z", "30 2 * * *", "2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z")]
    public void A_plan_runs_once_on_the_days_when_the_clocks_change(string now, string cron, string first, string second)
    {
        var due = Timetable.Next(cron, "Europe/Berlin", DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        var then = Timetable.Next(cron, "Europe/Berlin", DateTimeOffset.FromUnixTimeMilliseconds(due!.Value));

        Assert.Equal((first, second), (Silo.Http.ApiJson.Write(DateTimeOffset.FromUnixTimeMilliseconds(due.Value)).Trim('"'), Silo.Http.ApiJson.Write(DateTimeOffset.FromUnixTimeMilliseconds(then!.Value)).Trim('"')));
    }

    [Fact]
    public async Task A_run_is_not_retried_with_what_the_plan_was_then()
    {
        var (rig, plan, _) = await StartAsync();
        var asked = (await rig.Tenant.SendAsync("POST", $"/v1/backups/plans/{plan}/run")).Json.GetProperty("job").GetProperty("id").GetString();
        await rig.Tenant.SendAsync("POST", $"/v1/jobs/{asked}/cancel");
        await rig.Tenant.SendAsync("PATCH", $"/v1/backups/plans/{plan}", new { retention = new { last = 30 } });

        var refused = await rig.Tenant.SendAsync("POST", $"/v1/jobs/{asked}/retry");

        Assert.Equal((409, "Backups are asked for anew by their own routes, as plan and destination are now."), ((int)refused.Status, BackupRig.Message(refused)));
        Assert.Single(await rig.JobsAsync());
    }

    [Fact]
    public async Task A_run_is_left_out_while_one_has_not_ended_also_one_that_somebody_asked_for()
    {
        var (rig, plan, _) = await StartAsync();
        var asked = await rig.Tenant.SendAsync("POST", $"/v1/backups/plans/{plan}/run");

        Assert.Equal(409, (int)(await rig.Tenant.SendAsync("POST", $"/v1/backups/plans/{plan}/run")).Status);
        await rig.NextAsync(Minute);
        Assert.Equal((0, 1, 0), Counts(await LastAsync(rig, plan)));
        await rig.Tenant.SendAsync("POST", $"/v1/jobs/{asked.Json.GetProperty("job").GetProperty("id").GetString()}/cancel");
        await rig.NextAsync(Minute);
        Assert.Equal((1, 0, 0), Counts(await LastAsync(rig, plan)));
        await rig.NextAsync(Minute);

        Assert.Equal((0, 1, 0), Counts(await LastAsync(rig, plan)));
        Assert.Equal(2, (await rig.JobsAsync()).Length);
    }

    [Fact]
    public async Task A_run_that_was_claimed_by_a_silo_that_died_is_submitted_by_another_with_the_same_job()
    {
        var (rig, plan, destination) = await StartAsync();
        panel.Time.Advance(Minute);
        var schedules = panel.Service<ScheduleRecords>();
        var (due, job) = ((await schedules.FindAsync(plan))!, RecordId.New("job"));
        await schedules.ClaimAsync(
            due, new ScheduleRun { Jobs = [new ServerJob(rig.Server, job)], NextRunAt = due.NextRunAt + (long)TimeSpan.FromDays(1).TotalMilliseconds }, Seed.Entry(due.WorkspaceId, "plan.run"));

        await rig.NextAsync(DueSchedules.ClaimAge);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => rig.SweepAsync()));

        var made = Assert.Single(await rig.JobsAsync());
        Assert.Equal((job, destination), (made.GetProperty("id").GetString(), made.GetProperty("args").GetProperty("destinations")[0].GetProperty("id").GetString()));
    }

    [Fact]
    public async Task What_its_maker_may_not_do_any_more_is_refused_and_said()
    {
        var (rig, plan, _) = await StartAsync();
        await panel.Database.Control.WriteAsync([new("UPDATE members SET role = 'customer' WHERE user_id = @user", ("user", rig.Tenant.UserId))]);

        await rig.NextAsync(Minute);

        Assert.Equal((0, 0, 1), Counts(await LastAsync(rig, plan)));
        Assert.Empty(await rig.JobsAsync());
    }

    [Fact]
    public async Task A_server_that_was_removed_ends_its_plans()
    {
        var (rig, plan, destination) = await StartAsync();
        var servers = panel.Service<ServerRecords>();
        await servers.DeleteAsync((await servers.FindAsync(rig.Server))!, Seed.Entry(rig.Tenant.WorkspaceId, "server.delete"));

        await rig.NextAsync(Minute);

        Assert.Equal(404, (int)(await rig.Tenant.GetAsync($"/v1/backups/plans/{plan}")).Status);
        Assert.Empty(await rig.ListAsync("plans"));
        Assert.Empty(await rig.JobsAsync());
        Assert.False((await panel.Service<ScheduleRecords>().FindAsync(plan))!.Enabled);
        Assert.Equal(204, (int)(await rig.Tenant.SendAsync("DELETE", $"/v1/backups/destinations/{destination}")).Status);
    }

    [Fact]
    public async Task A_plan_that_lost_its_box_says_why_it_did_not_run()
    {
        var (rig, plan, destination) = await StartAsync();
        await panel.Database.Control.WriteAsync([new("DELETE FROM backup_seals WHERE destination_id = @destination", ("destination", destination))]);

        await rig.NextAsync(Minute);

        var last = await LastAsync(rig, plan);
        Assert.Equal((0, 0, 1), Counts(last));
        Assert.Contains("seal it for that server first", last.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> LastAsync(BackupRig rig, string plan) => (await rig.Tenant.GetAsync($"/v1/backups/plans/{plan}")).Json.GetProperty("last_run");

    private static (int Jobs, int Skipped, int Refused) Counts(JsonElement run) =>
        (run.GetProperty("jobs").GetInt32(), run.GetProperty("skipped").GetInt32(), run.GetProperty("refused").GetInt32());

    private async Task<(BackupRig Rig, string Plan, string Destination)> StartAsync()
    {
        var rig = await BackupRig.StartAsync(panel);
        var destination = await rig.DestinationAsync();
        return (rig, await rig.PlanAsync(destination), destination);
    }
}
