using MzPanel.Data.Jobs;
using MzPanel.Grains.Tests.Cluster;
using MzPanel.Testing;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>
/// A job that may start at once is offered in the commit that accepts it; whatever the records say against it, it is accepted and
/// waits (delivery.md, "The promise").
/// </summary>
public sealed class SubmitTests : ServerTest
{
    [Fact]
    public async Task Where_the_lane_is_free_it_is_offered_when_it_is_accepted()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();

        var job = await silo.Jobs.FindAsync(jobId);
        Assert.Equal((JobStatus.Offered, 1, 0, agent.Epoch, 2), (job!.Status, job.Attempt, job.LaneSlot, job.Epoch, job.Version));
        Assert.Equal((jobId, job.CommandId), await agent.CommandAsync());
        Assert.Equal(["job.create user", "job.offer system"], await AuditAsync(jobId));
    }

    [Fact]
    public async Task It_ends_as_any_other()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.AckAsync(jobId, command);
        await agent.DoneAsync(jobId, command);

        Assert.Equal(JobStatus.Succeeded, (await silo.Jobs.FindAsync(jobId))!.Status);
        Assert.Equal(["job.create user", "job.offer system", "job.start agent", "job.finish agent"], await AuditAsync(jobId));
        Assert.False(silo.Gateway.HasFrame);
    }

    [Fact]
    public async Task Without_an_agent_it_waits()
    {
        var jobId = await agent.SubmitAsync();
        Assert.Equal(JobStatus.Queued, (await silo.Jobs.FindAsync(jobId))!.Status);

        await agent.ConnectAsync([]);
        Assert.Equal(jobId, (await agent.CommandAsync()).JobId);
    }

    [Fact]
    public async Task Behind_another_it_waits_and_starts_when_that_one_ends()
    {
        await agent.ConnectAsync([]);
        var first = await agent.SubmitAsync();
        var second = await agent.SubmitAsync();
        var third = await agent.SubmitAsync();
        var (started, command) = await agent.CommandAsync();
        Assert.Equal((first, JobStatus.Queued), (started, (await silo.Jobs.FindAsync(second))!.Status));

        await agent.DoneAsync(first, command);
        (started, command) = await agent.CommandAsync();
        Assert.Equal(second, started);
        await agent.DoneAsync(second, command);
        Assert.Equal(third, (await agent.CommandAsync()).JobId);
    }

    [Fact]
    public async Task Refused_as_busy_it_keeps_its_place()
    {
        await agent.ConnectAsync([]);
        var first = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        var second = await agent.SubmitAsync();
        await agent.AckAsync(first, command, nack: "busy");

        silo.Time.Advance(TimeSpan.FromSeconds(61));
        var (again, next) = await agent.CommandAsync();
        Assert.Equal(first, again);
        Assert.NotEqual(command, next);
        Assert.Equal(JobStatus.Queued, (await silo.Jobs.FindAsync(second))!.Status);
    }

    [Fact]
    public async Task Under_an_epoch_that_is_over_in_the_records_it_is_accepted_and_not_sent()
    {
        await agent.ConnectAsync([]);
        await new Seed(silo.Database).ConnectAsync(server.Id);
        var jobId = await agent.SubmitAsync();

        await agent.Server.Reconcile();
        Assert.Equal(JobStatus.Queued, (await silo.Jobs.FindAsync(jobId))!.Status);
        Assert.False(silo.Gateway.HasFrame);
        await agent.ConnectAsync([]);
        Assert.Equal(jobId, (await agent.CommandAsync()).JobId);
    }

    [Fact]
    public async Task A_slot_that_only_the_records_know_to_be_taken_makes_it_wait()
    {
        await agent.ConnectAsync([]);
        var holder = await new Seed(silo.Database).OfferedAsync(server, agent.Epoch);
        var jobId = await agent.SubmitAsync();
        Assert.Equal(JobStatus.Queued, (await silo.Jobs.FindAsync(jobId))!.Status);

        await agent.DoneAsync(holder.Id, holder.CommandId!);
        Assert.Equal(jobId, (await agent.CommandAsync()).JobId);
    }

    [Fact]
    public async Task Its_command_is_sent_again_where_the_frame_was_lost_with_its_grain()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var command = await agent.CommandAsync();
        await silo.DeactivateAsync(agent.Server);
        await agent.ConnectAsync([]);

        Assert.Equal(command, await agent.CommandAsync());
        Assert.Equal(1, (await silo.Jobs.FindAsync(jobId))!.Attempt);
    }

    private async Task<IEnumerable<string>> AuditAsync(string jobId) => await silo.Database.QueryAsync<string>(
        "SELECT action || ' ' || actor_type FROM audit WHERE job_id = @jobId ORDER BY seq", new { jobId });
}
