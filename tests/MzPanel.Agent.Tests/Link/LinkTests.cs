using System.Net.WebSockets;
using System.Text;
using MzPanel.Agent.Config;
using MzPanel.Agent.Tests.Jobs;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Enrollment;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Events;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Agent.Tests.Link;

public sealed class LinkTests : IAsyncLifetime
{
    private DaemonBench bench = null!;

    private FakePlane Plane => bench.Plane;

    public async ValueTask InitializeAsync() => bench = await DaemonBench.StartAsync();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task A_job_runs_end_to_end()
    {
        var link = await Plane.WelcomedAsync();
        await bench.ShellAsync(link, "c1", "echo one; echo two >&2; exit 4");
        var ack = await link.NextAsync(MessageType.CmdAck, ProtocolJson.Default.CmdAck);
        Assert.Equal(("c1", true), (ack.Ref, ack.Payload.Accepted));
        var done = await link.NextAsync(MessageType.JobDone, ProtocolJson.Default.JobDone);
        Assert.Equal(("c1", 4, 2, JobOutcome.Exited), (done.Ref, done.Payload.ExitCode, done.Payload.LastSeq, done.Payload.Outcome));
    }

    [Fact]
    public async Task Lines_are_sent_and_when_all_is_acknowledged_nothing_is_kept()
    {
        var link = await Plane.WelcomedAsync();
        await bench.ShellAsync(link, "c1", "seq 1 5000");
        var lines = await DaemonBench.LogAsync(link, 5000);
        Assert.Equal(Enumerable.Range(1, 5000).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)), lines.Values);
        link.Abort();
        // The result may have passed between the lines: it comes again on the next connection.
        link = await Plane.WelcomedAsync(2, resume: [new Resume { Ref = "c1", AckedSeq = 5000, Verdict = Resume.Continue }]);
        var done = await link.NextAsync(MessageType.JobDone, ProtocolJson.Default.JobDone);
        await link.SendAsync(MessageType.Ack, done.Id, new Ack(), ProtocolJson.Default.Ack);
        await WorkerBench.Eventually(
            () => Directory.EnumerateDirectories(bench.Sandbox.Root.StateDirectory + "/jobs").Any() ? null : "cleared", "the command's directory to go");
        link.Abort();
        Assert.Empty((await Plane.WelcomedAsync(3)).Hello!.Jobs!);
    }

    [Fact]
    public async Task Hello_says_what_the_protocol_asks_for_and_nothing_comes_before_the_welcome()
    {
        var link = await Plane.LinkAsync();
        var hello = (await link.NextAsync(MessageType.Hello, ProtocolJson.Default.Hello)).Payload;
        Assert.Equal(["journal", "log_ack", "cancel", "signed_cmd"], hello.Features);
        Assert.Contains("system.info", hello.Kinds!);
        Assert.NotEmpty(hello.JournalId!);
        bench.Daemon.Events.Publish(new AgentEvent { Name = "disk.full", Severity = "warning", Message = "m", At = 1 });
        await link.SendAsync(MessageType.Welcome, null, Plane.Welcome(9, 1 << 20), ProtocolJson.Default.Welcome);
        await link.NextAsync(MessageType.Event, ProtocolJson.Default.AgentEvent);
        link.Abort();
        var again = (await Plane.WelcomedAsync(10)).Hello!;
        Assert.Equal((hello.JournalId, 9), (again.JournalId, again.LastEpoch!.Value));
    }

    [Fact]
    public async Task After_a_break_lines_go_on_behind_the_acknowledged_ones_and_the_command_has_run_once()
    {
        var link = await Plane.WelcomedAsync();
        var ledger = bench.Sandbox.Put("/ledger", "");
        await bench.ShellAsync(link, "c1", $"echo start >> {ledger}; echo a; echo b; while [ ! -e {ledger}.go ]; do sleep 0.02; done; echo c");
        Assert.Equal(["a", "b"], (await DaemonBench.LogAsync(link, 2, acknowledge: false)).Values);
        link.Abort();
        link = await Plane.WelcomedAsync(2, resume: [new Resume { Ref = "c1", AckedSeq = 1, Verdict = Resume.Continue }]);
        Assert.Equal(("c1", HelloJob.Running, 2), Told(link));
        await bench.ShellAsync(link, "c1", "the same id again");
        File.WriteAllText(ledger + ".go", "");
        Assert.Equal([KeyValuePair.Create(2L, "b"), KeyValuePair.Create(3L, "c")], await DaemonBench.LogAsync(link, 3));
        Assert.Equal("start\n", File.ReadAllText(ledger));
    }

    [Fact]
    public async Task A_command_outlives_the_daemon_and_is_adopted_by_the_next()
    {
        var link = await Plane.WelcomedAsync();
        var go = bench.Sandbox.Root.Resolve("/go");
        await bench.ShellAsync(link, "c1", $"echo a; while [ ! -e {go} ]; do sleep 0.02; done; echo b; exit 3");
        await DaemonBench.LogAsync(link, 1);
        Assert.True(await bench.StopAsync());
        Assert.Equal(CloseCode.GoingAway, await link.Closed);
        bench.Start();
        link = await Plane.WelcomedAsync(2, resume: [new Resume { Ref = "c1", AckedSeq = 1, Verdict = Resume.Continue }]);
        Assert.Equal(("c1", HelloJob.Running, 1), Told(link));
        File.WriteAllText(go, "");
        var done = await link.NextAsync(MessageType.JobDone, ProtocolJson.Default.JobDone);
        Assert.Equal((3, JobOutcome.Exited, 2), (done.Payload.ExitCode, done.Payload.Outcome, done.Payload.LastSeq));
    }

    [Fact]
    public async Task What_ended_while_the_daemon_was_away_is_reported_when_it_is_back()
    {
        var link = await Plane.WelcomedAsync();
        var go = bench.Sandbox.Root.Resolve("/go");
        await bench.ShellAsync(link, "c1", $"echo a; while [ ! -e {go} ]; do sleep 0.02; done; exit 6");
        await DaemonBench.LogAsync(link, 1);
        await bench.StopAsync();
        File.WriteAllText(go, "");
        var exit = Path.Combine(bench.Sandbox.Root.StateDirectory, "jobs", "c1", "exit.json");
        await WorkerBench.Eventually(() => File.Exists(exit) ? exit : null, "the exit");
        bench.Start();
        link = await Plane.WelcomedAsync(2);
        Assert.Equal(6, (await link.NextAsync(MessageType.JobDone, ProtocolJson.Default.JobDone)).Payload.ExitCode);
        Assert.Equal(HelloJob.Done, Told(link).State);
    }

    [Fact]
    public async Task No_more_lines_are_in_flight_than_the_window_takes_and_control_messages_still_pass()
    {
        const int window = 100_000;
        var link = await Plane.WelcomedAsync(windowBytes: window);
        await bench.ShellAsync(link, "c1", "yes 0123456789012345678901234567890 | head -n 20000");
        // The result is not held up by 600 KB of lines that nobody acknowledges, nor is an answer.
        Assert.Equal(20_000, (await link.NextAsync(MessageType.JobDone, ProtocolJson.Default.JobDone)).Payload.LastSeq);
        link.Abort();
        link = await Plane.WelcomedAsync(2, window);
        var (bytes, last) = (0, 0L);
        while (bytes < window - (33 * 1024))
        {
            var batch = (await link.NextAsync(MessageType.Log, ProtocolJson.Default.LogBatch)).Payload;
            bytes += batch.Lines!.Sum(l => l.Text.Length);
            last = batch.Seq + batch.Lines!.Count - 1;
        }
        await link.SendAsync("novelty", null, new Ack(), ProtocolJson.Default.Ack);
        await WorkerBench.Eventually(() => link.Count(MessageType.Error) > 0 ? "answered" : null, "an answer");
        Assert.Equal(0, link.Waiting(MessageType.Log));
        Assert.InRange(bytes, 1, window);
        await link.SendAsync(MessageType.LogAck, "c1", new LogAck { AckedSeq = last }, ProtocolJson.Default.LogAck);
        Assert.Equal(last + 1, (await link.NextAsync(MessageType.Log, ProtocolJson.Default.LogBatch)).Payload.Seq);
    }

    [Fact]
    public async Task Cancel_ends_a_running_command()
    {
        var link = await Plane.WelcomedAsync();
        await bench.ShellAsync(link, "c1", "echo ready; sleep 300");
        await DaemonBench.LogAsync(link, 1);
        await link.SendAsync(MessageType.Cancel, "c1", new CancelCommand { GraceS = 5 }, ProtocolJson.Default.CancelCommand);
        var done = await link.NextAsync(MessageType.JobDone, ProtocolJson.Default.JobDone);
        Assert.Equal((143, JobOutcome.Cancelled), (done.Payload.ExitCode, done.Payload.Outcome));
    }

    [Fact]
    public async Task An_unknown_type_is_answered_and_the_connection_stays()
    {
        var link = await Plane.WelcomedAsync();
        await link.SendAsync("novelty", null, new Ack(), ProtocolJson.Default.Ack, "m1");
        var error = await link.NextAsync(MessageType.Error, ProtocolJson.Default.ErrorNotice);
        Assert.Equal(("m1", ErrorNotice.UnknownType), (error.Ref, error.Payload.Code));
        await bench.ShellAsync(link, "c1", "true");
        await link.NextAsync(MessageType.JobDone, ProtocolJson.Default.JobDone);
    }

    [Theory]
    [InlineData("{\"v\":1,\"v\":1}", CloseCode.Violation)]
    [InlineData("nonsense", CloseCode.Violation)]
    [InlineData("{\"v\":2,\"id\":\"a\",\"ts\":1,\"type\":\"ack\",\"payload\":{}}", CloseCode.Violation)]
    [InlineData("{\"v\":1,\"id\":\"a\",\"ts\":1,\"type\":\"cancel\",\"payload\":{\"grace_s\":1}}", CloseCode.Violation)]
    [InlineData("big", CloseCode.TooBig)]
    [InlineData("binary", CloseCode.BinaryFrame)]
    public async Task Garbage_ends_the_connection_with_its_code_and_the_agent_comes_back(string message, int code)
    {
        var link = await Plane.WelcomedAsync();
        try
        {
            await link.SendRawAsync(message == "big" ? new byte[ProtocolLimits.MessageBytes + 1] : Encoding.UTF8.GetBytes(message),
                message == "binary" ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
        }
        catch (WebSocketException) when (message == "big")
        {
            // The agent has read enough to close before all of it is sent.
        }
        if (code == CloseCode.Violation)
            await link.NextAsync(MessageType.Error, ProtocolJson.Default.ErrorNotice);
        Assert.Equal(code, await link.Closed);
        await Plane.WelcomedAsync(2);
    }

    [Theory]
    [InlineData(CloseCode.Restarting)]
    [InlineData(CloseCode.TooSlow)]
    public async Task After_a_close_the_agent_dials_again(int code)
    {
        var link = await Plane.WelcomedAsync();
        await link.SendAsync(MessageType.GoAway, null, new GoAway { ReconnectAfterMs = 1, Reason = "drain" }, ProtocolJson.Default.GoAway);
        await link.CloseAsync(code);
        await Plane.WelcomedAsync(2);
    }

    [Fact]
    public async Task A_new_token_is_stored_before_its_ack_and_the_old_one_serves_while_the_new_one_does_not()
    {
        var fresh = Token.Create(TokenKind.Agent);
        var link = await Plane.WelcomedAsync();
        var id = await link.SendAsync(MessageType.TokenRotate, null, new TokenRotate { AgentToken = fresh }, ProtocolJson.Default.TokenRotate);
        Assert.Equal(id, (await link.NextAsync(MessageType.Ack, ProtocolJson.Default.Ack)).Ref);
        Assert.Equal((fresh, bench.Token), (ConfigFile.Load(bench.Sandbox.Root).AgentToken, ConfigFile.Load(bench.Sandbox.Root).PreviousToken));
        Plane.Refuses = token => token == fresh ? FakePlane.Refusal(401, "agent_token_invalid") : null;
        link.Abort();
        link = await Plane.WelcomedAsync(2);
        await link.NextAsync(MessageType.Heartbeat, ProtocolJson.Default.Heartbeat);
        Assert.Equal([bench.Token, fresh, bench.Token], Plane.Tokens);
        Assert.Equal((bench.Token, null), (ConfigFile.Load(bench.Sandbox.Root).AgentToken, ConfigFile.Load(bench.Sandbox.Root).PreviousToken));
    }

    [Theory]
    [InlineData(403, "origin_not_allowed")]
    [InlineData(426, "upgrade_required")]
    public async Task A_refusal_for_good_ends_the_daemon(int status, string code)
    {
        var link = await Plane.WelcomedAsync();
        Plane.Refuses = _ => FakePlane.Refusal(status, code);
        link.Abort();
        Assert.False(await bench.EndAsync());
    }

    [Fact]
    public async Task The_licence_is_cached_where_the_contract_says()
    {
        var link = await Plane.WelcomedAsync();
        await link.NextAsync(MessageType.Heartbeat, ProtocolJson.Default.Heartbeat);
        Assert.Contains("\"tier\": \"pro\"", File.ReadAllText(bench.Sandbox.Root.LicenseFile), StringComparison.Ordinal);
    }

    private static (string Ref, string State, long LastSeq) Told(PlaneLink link) =>
        Assert.Single(link.Hello!.Jobs!) is var job ? (job.Ref, job.State, job.LastSeq) : default;
}
