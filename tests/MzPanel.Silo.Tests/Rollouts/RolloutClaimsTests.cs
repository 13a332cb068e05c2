using MzPanel.Data.Rollouts;
using MzPanel.Silo.Rollouts;

namespace MzPanel.Silo.Tests.Rollouts;

/// <summary>Servers whose turn a silo committed that died before it submitted their jobs, or is about to submit them.</summary>
public sealed class RolloutClaimsTests(Panel panel) : IClassFixture<Panel>
{
    [Fact]
    public async Task A_job_that_was_to_be_submitted_when_somebody_cancelled_never_comes_and_the_rollout_ends()
    {
        var (tenant, path, row) = await ClaimedAsync();
        Assert.Equal(202, (int)(await tenant.SendAsync("POST", path + "/cancel")).Status);

        panel.Time.Advance(RolloutRule.ClaimAge);
        await TurnAsync();
        Assert.Null((await Rollouts.FindAsync(row.Id))!.FinishedAt);
        panel.Time.Advance(RolloutRule.LostAge);
        await TurnAsync();
        await TurnAsync();

        Assert.Equal(0, await JobsOfAsync(tenant));
        var after = (await Rollouts.FindAsync(row.Id))!;
        Assert.Equal((RolloutStatus.Cancelled, 0, 1, true), (after.Status, after.Running, after.Skipped, after.FinishedAt is not null));
    }

    [Fact]
    public async Task A_cancelled_rollout_whose_last_server_is_skipped_is_finished()
    {
        var (tenant, path, row) = await ClaimedAsync();
        Assert.Equal(202, (int)(await tenant.SendAsync("POST", path + "/cancel")).Status);
        await Rollouts.SkipAsync(row, Assert.Single(await Rollouts.RunningAsync(row.Id)), "gone");

        await TurnAsync();

        Assert.NotNull((await Rollouts.FindAsync(row.Id))!.FinishedAt);
    }

    [Fact]
    public async Task A_job_that_was_to_be_submitted_when_somebody_paused_waits_until_it_goes_on()
    {
        var (tenant, path, row) = await ClaimedAsync();
        Assert.Equal(202, (int)(await tenant.SendAsync("POST", path + "/pause")).Status);

        panel.Time.Advance(RolloutRule.LostAge);
        await TurnAsync();
        Assert.Equal((0, 1), (await JobsOfAsync(tenant), (await Rollouts.FindAsync(row.Id))!.Running));
        Assert.Equal(202, (int)(await tenant.SendAsync("POST", path + "/resume")).Status);
        await TurnAsync();

        Assert.Equal((1, 1), (await JobsOfAsync(tenant), (await Rollouts.FindAsync(row.Id))!.Running));
    }

    [Fact]
    public async Task A_server_that_left_the_scope_of_the_maker_after_its_turn_came_is_not_asked()
    {
        var (tenant, path, row) = await ClaimedAsync();
        await panel.Database.Control.WriteAsync([new("UPDATE members SET role = 'operator', scope = '{\"type\":\"servers\",\"ids\":[]}' WHERE user_id = @user", ("user", tenant.UserId))]);

        panel.Time.Advance(RolloutRule.ClaimAge);
        await TurnAsync();
        await TurnAsync();

        Assert.Equal(0, await JobsOfAsync(tenant));
        Assert.Contains("out of the scope", Assert.Single(await Rollouts.SkippedAsync(row.Id)).Message, StringComparison.Ordinal);
        Assert.Equal("done", (await tenant.GetAsync(path)).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_had_not_begun_when_a_cancel_was_accepted_does_not_begin()
    {
        const int AtOnce = 16;
        var tenant = await panel.TenantAsync();
        await tenant.JoinAsync();
        var servers = new List<string>();
        for (var i = 0; i < 60; i++)
            servers.Add((await tenant.ServerAsync()).Id);
        var path = (await tenant.SendAsync("POST", "/v1/rollouts", new { server_ids = servers, kind = "system.info", parallel = 60 })).Header("Location")!;
        var (beats, begun) = (0, -1L);

        await panel.Service<RolloutDrive>().TurnAsync(() =>
        {
            if (Interlocked.Increment(ref beats) != AtOnce + 4)
                return;
            Assert.Equal(202, (int)tenant.SendAsync("POST", path + "/cancel").GetAwaiter().GetResult().Status);
            Interlocked.Exchange(ref begun, JobsOfAsync(tenant).GetAwaiter().GetResult());
        }, CancellationToken.None);

        Assert.InRange(await JobsOfAsync(tenant), begun, begun + AtOnce);
    }

    private RolloutRecords Rollouts => panel.Service<RolloutRecords>();

    private Task<long> JobsOfAsync(Tenant tenant) => panel.Database.FirstAsync<long>("SELECT count(*) FROM jobs WHERE workspace_id = @w", new { w = tenant.WorkspaceId });

    private async Task<(Tenant Tenant, string Path, RolloutRow Row)> ClaimedAsync()
    {
        var tenant = await panel.TenantAsync();
        await tenant.JoinAsync();
        var made = await tenant.SendAsync("POST", "/v1/rollouts", new { server_ids = new[] { (await tenant.ServerAsync()).Id }, kind = "system.info" });
        var path = made.Header("Location")!;
        var row = (await Rollouts.FindAsync(path.Split('/')[^1]))!;
        var server = Assert.Single(await Rollouts.NextAsync(row.Id, 10));
        Assert.True(await Rollouts.TurnAsync(row, row with { Pending = 0, Running = 1 }, [new ServerMove(server.ServerId, RolloutServerState.Running)], null));
        return (tenant, path, row);
    }

    private async Task TurnAsync() => await panel.Service<RolloutDrive>().TurnAsync(() => { }, CancellationToken.None);
}
