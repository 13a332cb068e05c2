using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Grains.Tests.Cluster;
using MzPanel.Protocol.Agents;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>One hello decides about each command, listed or not (delivery.md, "States of a job").</summary>
public sealed class HelloSettlerTests : IAsyncLifetime
{
    private static readonly Grains.Jobs.Caller Person = new("user", "usr_1", "owner@example.org", null, null);
    private GrainSilo silo = null!;
    private TestAgent agent = null!;

    public async ValueTask InitializeAsync()
    {
        silo = await GrainSilo.StartAsync();
        ServerRow server = await silo.ServerAsync();
        agent = new TestAgent(silo, server);
    }

    public ValueTask DisposeAsync() => silo.DisposeAsync();

    [Fact]
    public async Task A_lost_command_is_tried_again_where_the_job_asked_for_it()
    {
        var (jobId, first, second) = await SecondAttemptAsync();

        Assert.NotEqual(first, second);
        Assert.Equal(2, (await silo.Jobs.FindAsync(jobId))!.Attempt);
    }

    [Fact]
    public async Task A_listed_older_attempt_does_not_hide_that_the_newer_one_is_missing()
    {
        var (jobId, first, _) = await SecondAttemptAsync();
        var reply = await agent.ConnectAsync([new HelloJob { Ref = first, State = HelloJob.Done, LastSeq = 0 }]);

        // Lost, and by its wish already on the way again.
        Assert.Equal(3, (await silo.Jobs.FindAsync(jobId))!.Attempt);
        Assert.Equal((first, Resume.Continue), (Assert.Single(reply.Resume).CommandId, reply.Resume[0].Verdict));
    }

    [Fact]
    public async Task A_re_imaged_server_is_sent_nothing_again_by_itself()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync(autoRetry: true);
        var (_, command) = await agent.CommandAsync();
        await agent.AckAsync(jobId, command);
        agent.JournalId = "journal-2";
        await agent.ConnectAsync([]);

        var job = (await silo.Jobs.FindAsync(jobId))!;
        Assert.Equal((JobStatus.Lost, "reimaged", 1), (job.Status, job.ErrorCode, job.Attempt));
        Assert.False(silo.Gateway.HasFrame);
    }

    [Fact]
    public async Task A_result_that_the_hello_announces_is_not_raced_by_a_further_attempt()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync(autoRetry: true);
        var (_, command) = await agent.CommandAsync();
        await agent.AckAsync(jobId, command);
        await LoseAsync(jobId);
        await agent.ConnectAsync([new HelloJob { Ref = command, State = HelloJob.Done, LastSeq = 0 }]);
        await agent.DoneAsync(jobId, command);

        var job = (await silo.Jobs.FindAsync(jobId))!;
        Assert.Equal((JobStatus.Succeeded, 1), (job.Status, job.Attempt));
        Assert.False(silo.Gateway.HasFrame);
    }

    [Fact]
    public async Task An_absent_list_does_not_lose_a_running_command_and_a_wish_to_cancel_it_is_told()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.AckAsync(jobId, command);
        await agent.DisconnectAsync();
        await agent.Server.Cancel(jobId, Person, abandon: false, kept: null);
        var reply = await agent.ConnectAsync(null);

        Assert.Equal(JobStatus.Running, (await silo.Jobs.FindAsync(jobId))!.Status);
        Assert.Equal((command, Resume.Stop), (Assert.Single(reply.Resume).CommandId, reply.Resume[0].Verdict));
    }

    [Theory]
    [InlineData(HelloJob.Running, JobStatus.Running, Resume.Continue)]
    [InlineData(HelloJob.Done, JobStatus.Lost, Resume.Continue)]
    public async Task Lost_gives_way_to_what_the_hello_lists(string state, string status, string verdict)
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.AckAsync(jobId, command);
        await agent.ConnectAsync([]);
        var reply = await agent.ConnectAsync([new HelloJob { Ref = command, State = state, LastSeq = 0 }]);
        Assert.Equal((status, verdict), ((await silo.Jobs.FindAsync(jobId))!.Status, Assert.Single(reply.Resume).Verdict));

        await agent.DoneAsync(jobId, command, exit: 3);
        Assert.Equal(JobStatus.Failed, (await silo.Jobs.FindAsync(jobId))!.Status);
    }

    [Fact]
    public async Task A_command_that_came_back_holds_its_lane()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.AckAsync(jobId, command);
        await agent.ConnectAsync([]);
        await agent.ConnectAsync([new HelloJob { Ref = command, State = HelloJob.Running, LastSeq = 0 }]);
        var next = await agent.SubmitAsync();
        Assert.False(silo.Gateway.HasFrame);

        await agent.DoneAsync(jobId, command);
        Assert.Equal(next, (await agent.CommandAsync()).JobId);
    }

    [Fact]
    public async Task An_abandoned_command_holds_its_lane_until_the_next_hello()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.AckAsync(jobId, command);
        await agent.Server.Cancel(jobId, Person, abandon: true, kept: null);
        var next = await agent.SubmitAsync();
        Assert.Equal(JobStatus.Lost, (await silo.Jobs.FindAsync(jobId))!.Status);
        Assert.Equal(JobStatus.Queued, (await silo.Jobs.FindAsync(next))!.Status);

        await agent.ConnectAsync([]);
        Assert.Equal(next, (await agent.CommandAsync()).JobId);
    }

    [Fact]
    public async Task An_abandoned_command_frees_its_lane_after_a_minute_without_a_hello()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        await agent.CommandAsync();
        await agent.Server.Cancel(jobId, Person, abandon: true, kept: null);
        var next = await agent.SubmitAsync();
        var start = silo.Now;
        await Testing.Until.Async(
            async () => (await silo.Jobs.FindAsync(next))!.Status == JobStatus.Offered, () => silo.Time.Advance(TimeSpan.FromSeconds(2)));

        Assert.True(silo.Now - start >= 60_000);
    }

    private async Task<(string JobId, string First, string Second)> SecondAttemptAsync()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync(autoRetry: true);
        var (_, first) = await agent.CommandAsync();
        await agent.AckAsync(jobId, first);
        await agent.ConnectAsync([]);
        var (_, second) = await agent.CommandAsync();
        await agent.AckAsync(jobId, second);
        return (jobId, first, second);
    }

    /// <summary>The server is away until its command is lost by time and waits for its further attempt.</summary>
    private async Task LoseAsync(string jobId)
    {
        await agent.DisconnectAsync();
        await Testing.Until.Async(
            async () => (await silo.Jobs.FindAsync(jobId))!.Status == JobStatus.Queued, () => silo.Time.Advance(TimeSpan.FromSeconds(30)));
    }
}
