using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains.Jobs;

namespace MzPanel.Silo.Tests.Agents;

public sealed class LogLanesTests
{
    [Fact]
    public async Task Lines_are_acknowledged_after_they_are_durable()
    {
        await using var host = await AgentHost.StartAsync();
        var durable = new TaskCompletionSource();
        host.Job("job_1").OnAppend = async piece =>
        {
            await durable.Task;
            return new LogReply(piece.Seq + piece.Count - 1);
        };
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync("log", Frames.Log("job_1", 1, "a", "b"), "c1");
        await host.Job("job_1").Pieces.NextAsync();
        await agent.SendAsync("telemetry_v9", new { });
        Assert.Equal("error", (await agent.NextAsync()).Type);
        durable.SetResult();
        var ack = await agent.NextAsync();
        Assert.Equal(("log_ack", "c1", 2), (ack.Type, ack.Ref, ack.Payload.GetProperty("acked_seq").GetInt32()));
    }

    [Fact]
    public async Task What_comes_during_an_append_goes_with_the_next_one_in_order()
    {
        await using var host = await AgentHost.StartAsync();
        var open = new TaskCompletionSource();
        host.Job("job_1").OnAppend = async piece =>
        {
            await open.Task;
            return new LogReply(piece.Seq + piece.Count - 1);
        };
        using var agent = await host.WelcomedAsync();
        for (var seq = 1; seq <= 10; seq++)
            await agent.SendAsync("log", Frames.Log("job_1", seq, "line " + seq), "c1");
        await agent.SendAsync("telemetry_v9", new { });
        Assert.Equal("error", (await agent.NextAsync()).Type);
        open.SetResult();
        var (first, second) = (await host.Job("job_1").Pieces.NextAsync(), await host.Job("job_1").Pieces.NextAsync());
        Assert.Equal((1, 1, 2, 9), (first.Seq, first.Count, second.Seq, second.Count));
    }

    [Fact]
    public async Task A_gap_and_lines_are_not_thrown_together()
    {
        await using var host = await AgentHost.StartAsync();
        var open = new TaskCompletionSource();
        host.Job("job_1").OnAppend = async piece =>
        {
            await open.Task;
            return new LogReply(piece.Seq + piece.Count - 1);
        };
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync("log", Frames.Log("job_1", 1, "a"), "c1");
        await agent.SendAsync("log", new { job_id = "job_1", seq = 2, gap = 5 }, "c1");
        await agent.SendAsync("log", Frames.Log("job_1", 7, "b"), "c1");
        open.SetResult();
        LogPiece[] pieces = [await host.Job("job_1").Pieces.NextAsync(), await host.Job("job_1").Pieces.NextAsync(), await host.Job("job_1").Pieces.NextAsync()];
        Assert.Equal([(1, 1, false), (2, 5, true), (7, 1, false)], pieces.Select(p => (p.Seq, p.Count, p.Bytes is null)));
    }

    [Fact]
    public async Task A_failed_append_is_tried_again_while_heartbeats_and_results_pass()
    {
        await using var host = await AgentHost.StartAsync();
        var failures = 0;
        host.Job("job_1").OnAppend = piece => failures++ < 2 ? throw new TimeoutException() : Task.FromResult(new LogReply(piece.Seq + piece.Count - 1));
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync("log", Frames.Log("job_1", 1, "a"), "c1");
        var done = await agent.SendAsync("job_done", Frames.Done("job_1", 1), "c1");
        var ack = await agent.NextAsync();
        Assert.Equal(("ack", done), (ack.Type, ack.Ref));
        Assert.Equal("log_ack", (await agent.NextAsync()).Type);
        Assert.Equal(3, failures);
    }

    [Fact]
    public async Task Acknowledgements_are_cumulative_and_at_most_four_a_second()
    {
        var time = new FakeTimeProvider();
        await using var host = await AgentHost.StartAsync(time);
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync("log", Frames.Log("job_1", 1, "a"), "c1");
        Assert.Equal(1, (await agent.NextAsync()).Payload.GetProperty("acked_seq").GetInt32());
        for (var seq = 2; seq <= 5; seq++)
            await agent.SendAsync("log", Frames.Log("job_1", seq, "a"), "c1");
        await agent.SendAsync("telemetry_v9", new { });
        Assert.Equal("error", (await agent.NextAsync()).Type);
        time.Advance(TimeSpan.FromMilliseconds(250));
        var second = await agent.NextAsync();
        Assert.Equal(("log_ack", 5), (second.Type, second.Payload.GetProperty("acked_seq").GetInt32()));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_holds_no_acknowledgement_up()
    {
        var time = new SettableTime();
        await using var host = await AgentHost.StartAsync(time);
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync("log", Frames.Log("job_1", 1, "a"), "c1");
        await agent.NextAsync("log_ack");

        time.Set = TimeSpan.FromHours(-1);
        await agent.SendAsync("log", Frames.Log("job_1", 2, "b"), "c1");
        await host.Job("job_1").Pieces.NextAsync();
        await host.Job("job_1").Pieces.NextAsync();
        await agent.SendAsync("telemetry_v9", new { });
        await agent.NextAsync("error");
        time.Advance(TimeSpan.FromMilliseconds(250));

        Assert.Equal(2, (await agent.NextAsync("log_ack")).Payload.GetProperty("acked_seq").GetInt32());
    }

    [Fact]
    public async Task Lines_under_an_old_epoch_are_not_acknowledged_but_close_the_superseded_socket()
    {
        await using var host = await AgentHost.StartAsync();
        host.Job("job_1").OnAppend = _ => Task.FromResult(new LogReply(null));
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync("log", Frames.Log("job_1", 1, "a"), "c1");
        await host.Job("job_1").Pieces.NextAsync();
        Assert.Equal(4409, (await agent.NextAsync()).CloseCode);
    }

    [Fact]
    public async Task The_same_lines_with_other_text_close_the_socket()
    {
        await using var host = await AgentHost.StartAsync();
        host.Job("job_1").OnAppend = _ => Task.FromResult(new LogReply(1, Conflict: true));
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync("log", Frames.Log("job_1", 1, "a"), "c1");
        Assert.Equal(4400, (await agent.NextAsync("close")).CloseCode);
    }

    [Fact]
    public async Task An_agent_that_overruns_its_window_is_read_slowly_and_loses_nothing()
    {
        await using var host = await AgentHost.StartAsync();
        var open = new TaskCompletionSource();
        host.Job("job_1").OnAppend = async piece =>
        {
            await open.Task;
            return new LogReply(piece.Seq + piece.Count - 1);
        };
        using var agent = await host.WelcomedAsync();
        var line = new string('x', 32 * 1024);
        const int frames = 400;
        var sending = Task.Run(async () =>
        {
            for (var seq = 1; seq <= frames; seq++)
                await agent.SendAsync("log", Frames.Log("job_1", seq, line), "c1");
        });
        Assert.False(sending.IsCompleted);
        open.SetResult();
        await sending;
        var acked = 0;
        while (acked < frames)
            acked = (await agent.NextAsync("log_ack")).Payload.GetProperty("acked_seq").GetInt32();
    }

    // Somebody sets the clock; spans go on as before.
    private sealed class SettableTime : FakeTimeProvider
    {
        public TimeSpan Set { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Set;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }
}
