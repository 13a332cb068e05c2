using MzPanel.Data.Jobs;
using MzPanel.Grains.Servers;
using MzPanel.Grains.Tests.Cluster;
using MzPanel.Protocol.Agents;
using MzPanel.Testing;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>A command that is on its way reaches its agent, whatever the grain forgot meanwhile (delivery.md, "Sending, again"; I11).</summary>
public sealed class DispatcherTests : ServerTest
{
    [Fact]
    public async Task A_command_without_an_answer_is_sent_again_on_the_live_link()
    {
        await agent.ConnectAsync([]);
        await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();

        Assert.Equal(command, await AgainAsync());
        Assert.Equal(command, await AgainAsync());
    }

    [Fact]
    public async Task A_grain_that_woke_up_anew_sends_again_what_nobody_answered()
    {
        await agent.ConnectAsync([]);
        await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await silo.DeactivateAsync(agent.Server);
        Assert.True(await agent.Server.Reattach(new ReattachRequest(agent.Connection, silo.GatewayReference, silo.Address, agent.Epoch, null)));

        Assert.Equal(command, await AgainAsync());
    }

    [Fact]
    public async Task A_command_whose_offer_was_committed_behind_the_next_hello_is_sent_over_that_connection()
    {
        await agent.ConnectAsync([]);
        var before = agent.Epoch;
        await agent.ConnectAsync([]);
        var job = await new Seed(silo.Database).JobAsync(server);
        var offered = job with { Status = JobStatus.Offered, LaneSlot = 0, Attempt = 1, CommandId = "late", Epoch = before, OfferedAt = silo.Now };
        await new JobRecords(silo.Database).MoveAsync(job, offered, Seed.Entry(server.WorkspaceId, "job.offer") with { JobId = job.Id }, epoch: null);
        await agent.Server.Reconcile();

        Assert.Equal("late", await AgainAsync());
    }

    [Fact]
    public async Task An_agent_without_a_journal_is_sent_nothing_again()
    {
        agent.Features = [];
        await agent.ConnectAsync();
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await silo.DeactivateAsync(agent.Server);
        Assert.True(await agent.Server.Reattach(new ReattachRequest(agent.Connection, silo.GatewayReference, silo.Address, agent.Epoch, null)));
        for (var second = 0; second < 60; second += 5)
        {
            silo.Time.Advance(TimeSpan.FromSeconds(5));
            await agent.Server.Beat(agent.Epoch, new Beat(silo.Now, null));
        }

        await agent.DoneAsync(jobId, command);
        Assert.False(silo.Gateway.HasFrame);
    }

    [Fact]
    public async Task A_link_that_was_superseded_elsewhere_is_closed_when_nothing_starts_on_it_any_more()
    {
        await agent.ConnectAsync([]);
        await new Seed(silo.Database).ConnectAsync(server.Id);
        await agent.SubmitAsync();

        Assert.Equal((agent.Connection, CloseCode.Superseded), await silo.Gateway.NextCloseAsync());
    }

    private async Task<string> AgainAsync()
    {
        await Until.Async(() => Task.FromResult(silo.Gateway.HasFrame), () => silo.Time.Advance(TimeSpan.FromSeconds(1)));
        return (await agent.CommandAsync()).CommandId;
    }
}
