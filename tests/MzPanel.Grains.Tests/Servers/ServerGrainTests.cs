using MzPanel.Data.Idempotency;
using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Refusals;
using MzPanel.Grains.Servers;
using MzPanel.Grains.Tests.Cluster;
using MzPanel.Protocol.Agents;
using MzPanel.Testing;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>The life of jobs and links through real grains on real records.</summary>
public sealed class ServerGrainTests : ServerTest
{
    [Fact]
    public async Task A_job_goes_from_queued_to_succeeded_with_its_log()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var (sent, command) = await agent.CommandAsync();
        Assert.Equal(jobId, sent);
        await agent.AckAsync(jobId, command);
        var log = await agent.LogAsync(jobId, command, 1, "one", "two");
        Assert.Equal(2, log.AckedSeq);
        await agent.DoneAsync(jobId, command, lastSeq: 2);
        var job = await silo.Jobs.FindAsync(jobId);
        Assert.Equal(JobStatus.Succeeded, job!.Status);
        Assert.True(job.LogComplete);
        Assert.Equal("one|two", await agent.ReadAsync(command));
    }

    [Fact]
    public async Task A_job_for_an_absent_server_waits_and_starts_after_the_welcome()
    {
        var jobId = await agent.SubmitAsync();
        Assert.Equal(JobStatus.Queued, (await silo.Jobs.FindAsync(jobId))!.Status);
        await agent.ConnectAsync([]);
        Assert.Equal(jobId, (await agent.CommandAsync()).JobId);
    }

    [Fact]
    public async Task Mutating_jobs_run_one_at_a_time_and_in_order()
    {
        await agent.ConnectAsync([]);
        var ids = new[] { await agent.SubmitAsync(), await agent.SubmitAsync(), await agent.SubmitAsync() };
        foreach (var id in ids)
        {
            var (jobId, command) = await agent.CommandAsync();
            Assert.Equal(id, jobId);
            Assert.False(silo.Gateway.HasFrame);
            await agent.DoneAsync(jobId, command);
        }
    }

    [Fact]
    public async Task A_command_that_never_arrived_is_sent_again_under_its_own_id()
    {
        await agent.ConnectAsync([]);
        await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.DisconnectAsync();
        await agent.ConnectAsync([]);
        Assert.Equal(command, (await agent.CommandAsync()).CommandId);
    }

    [Fact]
    public async Task An_agent_without_a_journal_never_gets_a_command_twice()
    {
        agent.Features = [];
        await agent.ConnectAsync();
        var jobId = await agent.SubmitAsync();
        await agent.CommandAsync();
        await agent.DisconnectAsync();
        await agent.ConnectAsync();
        Assert.Equal(JobStatus.Unknown, (await silo.Jobs.FindAsync(jobId))!.Status);
        Assert.False(silo.Gateway.HasFrame);
    }

    [Fact]
    public async Task A_hello_that_lacks_a_running_command_makes_it_lost_and_a_late_outcome_still_counts()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.AckAsync(jobId, command);
        await agent.ConnectAsync([]);
        Assert.Equal(JobStatus.Lost, (await silo.Jobs.FindAsync(jobId))!.Status);
        await agent.DoneAsync(jobId, command, exit: 3);
        var job = await silo.Jobs.FindAsync(jobId);
        Assert.Equal((JobStatus.Failed, 3), (job!.Status, job.ExitCode));
    }

    [Fact]
    public async Task A_hello_that_lists_a_running_command_goes_on_behind_the_last_durable_line()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.LogAsync(jobId, command, 1, "one");
        var reply = await agent.ConnectAsync([new HelloJob { Ref = command, State = HelloJob.Running, LastSeq = 4 }]);
        var verdict = Assert.Single(reply.Resume);
        Assert.Equal((command, 1L, Resume.Continue), (verdict.CommandId, verdict.AckedSeq, verdict.Verdict));
    }

    [Fact]
    public async Task Frames_of_an_older_epoch_change_nothing()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.AckAsync(jobId, command);
        var old = agent.Frame(command);
        await agent.ConnectAsync([new HelloJob { Ref = command, State = HelloJob.Running }]);
        var job = silo.Grains.GetGrain<IJobGrain>(jobId);
        Assert.Equal(FrameReply.Stale, await job.Done(old, new JobEnd { ExitCode = 0, DurationMs = 1, LastSeq = 0, Outcome = "exited" }));
        Assert.Null((await job.Append(old, TestAgent.Piece(1, "late"))).AckedSeq);
        Assert.Equal(JobStatus.Running, (await silo.Jobs.FindAsync(jobId))!.Status);
        Assert.Equal("", await agent.ReadAsync(command));
    }

    [Fact]
    public async Task A_newer_socket_supersedes_the_older_one()
    {
        await agent.ConnectAsync([]);
        var first = agent.Connection;
        await agent.ConnectAsync([]);
        Assert.Equal((first, CloseCode.Superseded), await silo.Gateway.NextCloseAsync());
    }

    [Fact]
    public async Task The_seventh_connection_in_a_minute_is_flapping()
    {
        for (var i = 0; i < 6; i++)
            Assert.Null((await agent.ConnectAsync([])).CloseCode);
        Assert.Equal(CloseCode.Flapping, (await agent.ConnectAsync([])).CloseCode);
        silo.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Null((await agent.ConnectAsync([])).CloseCode);
    }

    [Fact]
    public async Task Cancel_is_told_to_the_agent_and_the_outcome_decides()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.AckAsync(jobId, command);
        await agent.Server.Cancel(jobId, new Caller("user", "usr_1", "o", null, null), abandon: false, kept: null);
        Assert.Equal(command, (await silo.Gateway.NextAsync("cancel")).GetProperty("ref").GetString());
        await agent.DoneAsync(jobId, command, exit: 143, outcome: "cancelled");
        Assert.Equal(JobStatus.Cancelled, (await silo.Jobs.FindAsync(jobId))!.Status);
        var refused = await Assert.ThrowsAsync<PanelException>(() => agent.Server.Cancel(jobId, new Caller("user", "usr_1", "o", null, null), false, null));
        Assert.Equal(PanelError.JobNotCancellable, refused.Error);
    }

    [Fact]
    public async Task The_answer_of_a_cancel_is_kept_with_its_transition_and_not_without_one()
    {
        var jobId = await agent.SubmitAsync();
        var person = new Caller("user", "usr_1", "o", null, null);
        var kept = new KeptAnswer("usr_1", "k", [1], 202, "", "/v1/jobs/" + jobId);

        var first = await agent.Server.Cancel(jobId, person, false, kept);
        var again = await agent.Server.Cancel(await agent.SubmitAsync(), person, false, kept);

        Assert.Equal((JobStatus.Cancelled, true), (first.Answer, first.Changed));
        Assert.Equal(JobStatus.Cancelled, (await new IdempotencyRecords(silo.Database).FindAsync("usr_1", "k", silo.Now))!.Answer);
        Assert.Null(again.Answer);
    }

    [Fact]
    public async Task A_grain_that_forgot_its_link_takes_it_back_on_the_same_socket()
    {
        await agent.ConnectAsync([]);
        await silo.DeactivateAsync(agent.Server);
        var jobId = await agent.SubmitAsync();
        Assert.False(await agent.Server.Beat(agent.Epoch, new Beat(silo.Now, null)));
        Assert.True(await agent.Server.Reattach(new ReattachRequest(agent.Connection, silo.GatewayReference, silo.Address, agent.Epoch, null)));
        Assert.Equal(jobId, (await agent.CommandAsync()).JobId);
    }

    [Fact]
    public async Task The_same_lines_again_are_acknowledged_and_other_bytes_are_said_once()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.LogAsync(jobId, command, 1, "one", "two");
        Assert.Equal((2L, false), Told(await agent.LogAsync(jobId, command, 1, "one", "two", "three") with { AckedSeq = 2 }));
        Assert.Equal((3L, true), Told(await agent.LogAsync(jobId, command, 2, "TWO")));
        Assert.Equal((3L, false), Told(await agent.LogAsync(jobId, command, 2, "TWO")));
        Assert.Equal("one|two|three", await agent.ReadAsync(command));

        static (long?, bool) Told(LogReply reply) => (reply.AckedSeq, reply.Conflict);
    }

    [Fact]
    public async Task An_agent_that_keeps_no_lines_leaves_a_gap_where_it_lost_some()
    {
        agent.Features = [];
        await agent.ConnectAsync();
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.LogAsync(jobId, command, 1, "one");
        await agent.LogAsync(jobId, command, 4, "four");
        await agent.DoneAsync(jobId, command, lastSeq: 5);
        silo.Time.Advance(TimeSpan.FromSeconds(3));
        await Until.Async(async () => (await silo.Jobs.FindAsync(jobId))!.LogComplete);
        Assert.Equal("one|gap 2|four|gap 1", await agent.ReadAsync(command));
    }

    [Fact]
    public async Task What_came_behind_a_hole_is_kept_when_an_agent_that_keeps_no_lines_says_hello_again()
    {
        agent.Features = [];
        await agent.ConnectAsync(null);
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.LogAsync(jobId, command, 1, "one");
        await agent.LogAsync(jobId, command, 4, "four");

        await agent.ConnectAsync(null);

        Assert.Equal("one|gap 2|four", await agent.ReadAsync(command));
        Assert.Equal(5, (await agent.LogAsync(jobId, command, 5, "five")).AckedSeq);
    }

    [Fact]
    public async Task Lines_behind_the_end_of_a_log_are_acknowledged_and_dropped()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.LogAsync(jobId, command, 1, "one");
        await agent.DoneAsync(jobId, command, lastSeq: 2);

        Assert.Equal(1, (await agent.LogAsync(jobId, command, 3, "three")).AckedSeq);
        Assert.Equal(2, (await agent.LogAsync(jobId, command, 2, "two")).AckedSeq);
        Assert.Equal(3, (await agent.LogAsync(jobId, command, 3, "three")).AckedSeq);

        Assert.Equal("one|two", await agent.ReadAsync(command));
    }

    [Fact]
    public async Task A_silent_server_goes_offline_its_command_unknown_and_then_lost()
    {
        await agent.ConnectAsync([]);
        var jobId = await agent.SubmitAsync();
        var (_, command) = await agent.CommandAsync();
        await agent.AckAsync(jobId, command);
        var start = silo.Now;
        await agent.DisconnectAsync();
        await Until.Async(async () => (await silo.Jobs.FindAsync(jobId))!.Status == JobStatus.Unknown, () => silo.Time.Advance(TimeSpan.FromSeconds(2)));
        Assert.Equal("offline", (await agent.Server.Live()).Status);
        await Until.Async(async () => (await silo.Jobs.FindAsync(jobId))!.Status == JobStatus.Lost, () => silo.Time.Advance(TimeSpan.FromSeconds(30)));
        Assert.True(silo.Now - start >= TimeSpan.FromMinutes(15).TotalMilliseconds);
    }

    [Fact]
    public async Task A_link_that_falls_silent_again_and_again_is_offline_each_time()
    {
        await agent.ConnectAsync([]);
        for (var round = 0; round < 3; round++)
        {
            await Until.Async(async () => (await agent.Server.Live()).Status == "offline", () => silo.Time.Advance(TimeSpan.FromSeconds(10)));
            Assert.True(await agent.Server.Beat(agent.Epoch, new Beat(silo.Now, null)));
            Assert.Equal("online", (await agent.Server.Live()).Status);
        }
    }
}
