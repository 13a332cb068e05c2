using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Servers;

namespace MzPanel.Silo.Tests.Agents;

public sealed class AgentConnectionTests
{
    [Fact]
    public async Task Hello_is_answered_with_a_welcome_and_the_grain_is_told_after_it()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.DialAsync();
        var id = await agent.SendAsync("hello", new { hostname = "web-1", unknown_member = 1 });
        var welcome = await agent.NextAsync();
        Assert.Equal(("welcome", id), (welcome.Type, welcome.Ref));
        var attached = await host.Server.Attached.NextAsync();
        Assert.Equal("web-1", JsonDocument.Parse(attached.Hello).RootElement.GetProperty("hostname").GetString());
        Assert.Equal(id, attached.HelloId);
        Assert.Equal(7, await host.Server.WelcomedEpochs.NextAsync());
    }

    [Fact]
    public async Task Nothing_but_a_hello_may_come_before_the_welcome()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.DialAsync();
        var id = await agent.SendAsync("heartbeat", new { });
        var error = await agent.NextAsync();
        Assert.Equal(("error", id), (error.Type, error.Ref));
        Assert.Equal(4400, (await agent.NextAsync()).CloseCode);
        Assert.Equal(0, host.Server.Attached.Count);
    }

    [Fact]
    public async Task Without_a_hello_in_10_seconds_the_socket_is_closed()
    {
        var time = new FakeTimeProvider();
        await using var host = await AgentHost.StartAsync(time);
        using var agent = await host.DialAsync();
        var closed = agent.NextAsync();
        // The clock may be moved before the limit is set: then it moves once more.
        await AgentHost.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return closed.IsCompleted;
        });
        Assert.Equal(4408, (await closed).CloseCode);
    }

    [Theory]
    [InlineData(4429)]
    [InlineData(4401)]
    public async Task The_grain_may_refuse_with_a_close_code(int code)
    {
        await using var host = await AgentHost.StartAsync();
        host.Server.OnAttach = _ => Task.FromResult(new AttachReply { CloseCode = code, Reason = "no" });
        using var agent = await host.DialAsync();
        await agent.SendAsync("hello", new { });
        Assert.Equal(code, (await agent.NextAsync()).CloseCode);
    }

    [Fact]
    public async Task Storage_that_goes_away_during_the_hello_sends_the_agent_back_later()
    {
        await using var host = await AgentHost.StartAsync();
        host.Server.OnAttach = _ => throw new TimeoutException();
        using var agent = await host.DialAsync();
        await agent.SendAsync("hello", new { });
        Assert.Equal(1012, (await agent.NextAsync()).CloseCode);
    }

    [Theory]
    [InlineData("""{"v":2,"id":"a","ts":1,"type":"heartbeat","payload":{}}""")]
    [InlineData("""{"v":1,"id":"a","ts":1,"type":"heartbeat"}""")]
    [InlineData("""{"v":1,"id":"a","id":"a","ts":1,"type":"heartbeat","payload":{}}""")]
    [InlineData("""{"v":1,"id":"a","ts":1,"type":"job_done","ref":"c","payload":{"job_id":"job_1"}}""")]
    [InlineData("""{"v":1,"id":"a","ts":1,"type":"log","payload":{"job_id":"job_1","seq":1,"gap":1}}""")]
    [InlineData("""{"v":1,"id":"a","ts":1,"type":"log","ref":"c","payload":{"job_id":"job_1","seq":0,"gap":1}}""")]
    [InlineData("""{"v":1,"id":"a","ts":1,"type":"hello","payload":{}}""")]
    [InlineData("{{{")]
    [InlineData("")]
    public async Task A_violation_is_named_and_closes_this_socket_only(string text)
    {
        await using var host = await AgentHost.StartAsync();
        using var other = await host.WelcomedAsync();
        using var agent = await host.WelcomedAsync();
        await agent.SendRawAsync(text);
        Assert.Equal("error", (await agent.NextAsync()).Type);
        Assert.Equal(4400, (await agent.NextAsync()).CloseCode);
        await other.SendAsync("event", new { name = "a", severity = "info", message = "m", at = 1 });
        Assert.Equal("ack", (await other.NextAsync()).Type);
    }

    [Fact]
    public async Task An_unknown_type_is_answered_and_the_connection_stays_up()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        var id = await agent.SendAsync("telemetry_v9", new { });
        var error = await agent.NextAsync();
        Assert.Equal(("error", id, "unknown_type"), (error.Type, error.Ref, error.Payload.GetProperty("code").GetString()));
        await agent.SendAsync("event", new { name = "a", severity = "info", message = "m", at = 1 });
        Assert.Equal("ack", (await agent.NextAsync()).Type);
    }

    [Fact]
    public async Task A_message_of_64_KiB_in_fragments_is_taken_and_one_byte_more_is_not()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        var whole = Pad(Frames.Of("telemetry_v9", new { }), 64 * 1024);
        await agent.SendRawAsync(whole[..30_000], end: false);
        await agent.SendRawAsync(whole[30_000..]);
        Assert.Equal("error", (await agent.NextAsync()).Type);
        await agent.SendRawAsync(Pad(whole, 64 * 1024 + 1));
        Assert.Equal(1009, (await agent.NextAsync()).CloseCode);
    }

    [Fact]
    public async Task A_message_without_end_is_cut_off_before_it_fills_memory()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        await agent.SendRawAsync(new byte[65 * 1024], end: false);
        Assert.Equal(1009, (await agent.NextAsync()).CloseCode);
    }

    [Fact]
    public async Task A_binary_frame_is_closed_with_1003()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        await agent.SendRawAsync([1, 2, 3], WebSocketMessageType.Binary);
        Assert.Equal(1003, (await agent.NextAsync()).CloseCode);
    }

    [Fact]
    public async Task What_is_no_utf8_is_closed_with_1007_which_arrives()
    {
        await using var host = await AgentHost.StartAsync();
        for (var round = 0; round < 8; round++)
        {
            using var agent = await host.WelcomedAsync();
            await agent.SendRawAsync([.. Pad(Frames.Of("telemetry_v9", new { }), 300), 0xFF, 0xFE]);
            Assert.Equal(1007, (await agent.NextAsync()).CloseCode);
        }
    }

    [Fact]
    public async Task The_end_of_a_socket_is_told_to_the_grain_under_its_epoch()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        await agent.CloseAsync();
        Assert.Equal((7, false), await host.Server.Detached.NextAsync());
        Assert.Empty(host.Gateway.Connections);
    }

    [Fact]
    public async Task A_cut_connection_is_told_to_the_grain_too()
    {
        await using var host = await AgentHost.StartAsync();
        var agent = await host.WelcomedAsync();
        agent.Dispose();
        Assert.Equal((7, false), await host.Server.Detached.NextAsync());
    }

    [Fact]
    public async Task An_event_is_acknowledged_once_it_is_stored()
    {
        await using var host = await AgentHost.StartAsync();
        var stored = new TaskCompletionSource<FrameReply>();
        host.Server.OnEvent = (_, _) => stored.Task;
        using var agent = await host.WelcomedAsync();
        var first = await agent.SendAsync("event", new { name = "a", severity = "info", message = "m", at = 1 });
        await agent.SendAsync("telemetry_v9", new { });
        Assert.Equal("error", (await agent.NextAsync()).Type);
        stored.SetResult(FrameReply.Durable);
        var ack = await agent.NextAsync();
        Assert.Equal(("ack", first), (ack.Type, ack.Ref));
    }

    [Fact]
    public async Task What_could_not_be_stored_is_not_acknowledged_and_the_socket_stays_up()
    {
        await using var host = await AgentHost.StartAsync();
        var failures = 0;
        host.Server.OnEvent = (_, _) => failures++ == 0 ? throw new TimeoutException() : Task.FromResult(FrameReply.Durable);
        using var agent = await host.WelcomedAsync();
        var id = await agent.SendAsync("event", new { name = "a", severity = "info", message = "m", at = 1 });
        await agent.SendAsync("event", new { name = "a", severity = "info", message = "m", at = 1 }, id: id);
        var ack = await agent.NextAsync();
        Assert.Equal(("ack", id, 2), (ack.Type, ack.Ref, failures));
    }

    [Fact]
    public async Task An_event_under_an_old_epoch_is_not_acknowledged_but_closes_the_superseded_socket()
    {
        await using var host = await AgentHost.StartAsync();
        host.Server.OnEvent = (_, _) => Task.FromResult(FrameReply.Stale);
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync("event", new { name = "a", severity = "info", message = "m", at = 1 });
        Assert.Equal(4409, (await agent.NextAsync()).CloseCode);
    }

    [Fact]
    public async Task A_rotated_token_is_reported_to_the_grain()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync("ack", new { }, "rotation-1");
        Assert.Equal("rotation-1", await host.Server.Rotated.NextAsync());
    }

    [Fact]
    public async Task An_agent_that_does_not_read_is_closed_and_the_silo_takes_the_blame()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        var id = host.Gateway.Connections.Single().Id;
        var frame = Pad(Frames.Of("telemetry", new { }), 64 * 1024);
        for (var sent = 0; sent < 1000 && host.Gateway.Connections.Single().IsOpen; sent++)
            await host.Gateway.Send(id, frame);
        Assert.Equal((7, true), await host.Server.Detached.NextAsync());
    }

    private static byte[] Pad(byte[] text, int length)
    {
        var padded = Enumerable.Repeat((byte)' ', length).ToArray();
        text.CopyTo(padded, 0);
        return padded;
    }
}
