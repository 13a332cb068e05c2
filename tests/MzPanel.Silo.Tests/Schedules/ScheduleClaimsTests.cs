using MzPanel.Data;
using MzPanel.Data.Schedules;
using MzPanel.Silo.Schedules;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Schedules;

/// <summary>Runs that a silo claimed that died before it submitted their jobs.</summary>
public sealed class ScheduleClaimsTests(Panel panel) : IClassFixture<Panel>
{
    private const string Changed = "The schedule was changed before its jobs were submitted.";

    [Fact]
    public async Task A_claim_made_for_one_order_is_not_submitted_as_another()
    {
        var (tenant, server, id) = await ClaimedAsync();
        var other = (await tenant.ServerAsync()).Id;
        Assert.Equal(200, (int)(await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { server_id = other })).Status);
        var member = tenant.Member("operator", "servers", other);
        await member.JoinAsync();
        Assert.Equal(200, (int)(await member.SendAsync("PATCH", $"/v1/schedules/{id}", new { kind = "service.list" })).Status);

        await ResumeAsync();

        Assert.Empty(await JobsAsync(server));
        Assert.Equal((0, 1, Changed), await LastAsync(id));
    }

    [Fact]
    public async Task A_schedule_that_is_switched_off_submits_nothing_any_more()
    {
        var (tenant, server, id) = await ClaimedAsync();
        Assert.Equal(200, (int)(await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { enabled = false })).Status);

        await ResumeAsync();

        Assert.Empty(await JobsAsync(server));
        Assert.Equal((0, 1, Changed), await LastAsync(id));
    }

    [Fact]
    public async Task A_schedule_that_is_only_called_otherwise_submits_what_was_claimed()
    {
        var (tenant, server, id) = await ClaimedAsync();
        Assert.Equal(200, (int)(await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", new { name = "other" })).Status);

        await ResumeAsync();

        Assert.Single(await JobsAsync(server));
        Assert.Equal((1, 0, null), await LastAsync(id));
    }

    [Fact]
    public async Task A_server_that_left_the_scope_of_the_maker_after_the_claim_is_not_asked()
    {
        var (tenant, server, id) = await ClaimedAsync();
        await panel.Database.Control.WriteAsync([new("UPDATE members SET scope = '{\"type\":\"servers\",\"ids\":[]}' WHERE user_id = @user", ("user", tenant.UserId))]);

        await ResumeAsync();

        Assert.Empty(await JobsAsync(server));
        Assert.Contains("out of the scope", (await LastAsync(id)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_waited_longer_than_its_job_might_have_is_refused()
    {
        var (_, server, id) = await ClaimedAsync(new { queue_ttl_s = 60 });

        panel.Time.Advance(TimeSpan.FromSeconds(61));
        await ResumeAsync();

        Assert.Empty(await JobsAsync(server));
        Assert.Equal((0, 1, "The job could not be submitted in time."), await LastAsync(id));
    }

    private async Task<(Tenant Tenant, string Server, string Id)> ClaimedAsync(object? change = null)
    {
        var tenant = await panel.TenantAsync();
        await tenant.JoinAsync();
        var server = (await tenant.ServerAsync()).Id;
        var id = await SchedulesApiTests.MadeAsync(tenant, SchedulesApiTests.Body(server));
        if (change is not null)
            Assert.Equal(200, (int)(await tenant.SendAsync("PATCH", $"/v1/schedules/{id}", change)).Status);
        panel.Time.Advance(TimeSpan.FromMinutes(1));
        var due = (await Schedules.FindAsync(id))!;
        var run = new ScheduleRun { Jobs = [new ServerJob(server, RecordId.New("job"))], NextRunAt = due.NextRunAt + (long)TimeSpan.FromDays(1).TotalMilliseconds };
        Assert.True(await Schedules.ClaimAsync(due, run, Seed.Entry(due.WorkspaceId, "schedule.run")));
        return (tenant, server, id);
    }

    private ScheduleRecords Schedules => panel.Service<ScheduleRecords>();

    private Task ResumeAsync()
    {
        panel.Time.Advance(DueSchedules.ClaimAge);
        return panel.Service<DueSchedules>().SweepAsync(() => { }, CancellationToken.None);
    }

    private Task<List<string>> JobsAsync(string server) => panel.Database.QueryAsync<string>("SELECT kind FROM jobs WHERE server_id = @server", new { server });

    private async Task<(int Jobs, int Refused, string? Message)> LastAsync(string id) =>
        (await Schedules.FindAsync(id))! is var row ? (row.LastJobs, row.LastRefused, row.LastMessage) : default;
}
