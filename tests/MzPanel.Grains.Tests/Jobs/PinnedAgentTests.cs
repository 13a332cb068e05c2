using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Grains.Tests.Cluster;
using MzPanel.Protocol.Agents;
using MzPanel.Testing;

namespace MzPanel.Grains.Tests.Jobs;

/// <summary>Updates of an agent that is pinned to its version after they were asked for.</summary>
public sealed class PinnedAgentTests : ServerTest
{
    [Fact]
    public async Task One_that_waits_is_not_begun_and_what_waits_behind_it_is()
    {
        var update = await agent.SubmitAsync(kind: "agent.update");
        var next = await agent.SubmitAsync();
        await SetAsync(UpdatePolicy.Pinned);

        await agent.ConnectAsync([]);

        Assert.Equal(next, (await agent.CommandAsync()).JobId);
        await EndedAsync(update);
        Assert.False(silo.Gateway.HasFrame);
    }

    [Fact]
    public async Task One_that_never_reached_its_agent_is_not_sent_again()
    {
        await agent.ConnectAsync([]);
        var update = await agent.SubmitAsync(kind: "agent.update");
        await agent.CommandAsync();
        await agent.DisconnectAsync();
        await SetAsync(UpdatePolicy.Pinned);

        await agent.ConnectAsync([]);

        await EndedAsync(update);
        Assert.False(silo.Gateway.HasFrame);
    }

    [Fact]
    public async Task One_that_has_begun_goes_on()
    {
        await agent.ConnectAsync([]);
        var update = await agent.SubmitAsync(kind: "agent.update");
        var (_, command) = await agent.CommandAsync();
        await agent.AckAsync(update, command);
        await SetAsync(UpdatePolicy.Pinned);

        var reply = await agent.ConnectAsync([new() { Ref = command, State = "running" }]);

        Assert.Equal(Resume.Continue, Assert.Single(reply.Resume).Verdict);
        await agent.DoneAsync(update, command);
        Assert.Equal(JobStatus.Succeeded, (await silo.Jobs.FindAsync(update))!.Status);
    }

    [Theory]
    [InlineData(UpdatePolicy.Manual)]
    [InlineData(UpdatePolicy.Auto)]
    public async Task Under_another_policy_it_begins(string policy)
    {
        var update = await agent.SubmitAsync(kind: "agent.update");
        await SetAsync(policy);

        await agent.ConnectAsync([]);

        Assert.Equal(update, (await agent.CommandAsync()).JobId);
    }

    private async Task EndedAsync(string jobId)
    {
        var job = (await silo.Jobs.FindAsync(jobId))!;
        Assert.Equal((JobStatus.Cancelled, "pinned", 0), (job.Status, job.ErrorCode, job.LaneSlot ?? 0));
        Assert.Contains("pinned to its version", job.ErrorMessage, StringComparison.Ordinal);
    }

    private async Task SetAsync(string policy)
    {
        var servers = new ServerRecords(silo.Database);
        var before = (await servers.FindAsync(server.Id))!;
        Assert.True(await servers.UpdateAsync(before, before with { UpdatePolicy = policy }, Seed.Entry(server.WorkspaceId, "server.update")));
    }
}
