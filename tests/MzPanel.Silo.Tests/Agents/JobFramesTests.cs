using System.Text;
using MzPanel.Grains.Jobs;

namespace MzPanel.Silo.Tests.Agents;

public sealed class JobFramesTests
{
    [Fact]
    public async Task A_command_is_acknowledged_by_the_job_whose_frame_passed_here()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        await host.Gateway.Send(host.Gateway.Connections.Single().Id, Frames.Cmd("c1", "job_1"));
        Assert.Equal("cmd", (await agent.NextAsync()).Type);
        var id = await agent.SendAsync("cmd_ack", new { accepted = true }, "c1");
        Assert.Equal((new AgentFrame(AgentHost.ServerId, 7, "c1"), true, null), await host.Job("job_1").Acks.NextAsync());
        var ack = await agent.NextAsync();
        Assert.Equal(("ack", id), (ack.Type, ack.Ref));
        Assert.Equal("job_1", await host.Server.Signals.NextAsync());
    }

    [Fact]
    public async Task A_command_of_an_earlier_connection_is_found_in_the_records()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync("cmd_ack", new { accepted = false, code = "busy" }, "known");
        Assert.Equal("busy", (await host.Job("job_known").Acks.NextAsync()).Code);
    }

    [Fact]
    public async Task A_command_nobody_knows_is_acknowledged_so_that_the_agent_forgets_it()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        var id = await agent.SendAsync("job_done", Frames.Done("", 0), "never-seen");
        var ack = await agent.NextAsync();
        Assert.Equal(("ack", id), (ack.Type, ack.Ref));
        Assert.Empty(host.Jobs);
    }

    [Fact]
    public async Task The_result_reaches_the_job_byte_for_byte()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        const string result = """{ "a" : 1.50, "b":"\u00e9\/", "a2": [ ] }""";
        await agent.SendRawAsync(
            """{"v":1,"id":"d1","ts":1,"type":"job_done","ref":"c1","payload":{"job_id":"job_1","exit_code":3,"duration_ms":5,"last_seq":2,"outcome":"exited","result":RESULT}}"""
                .Replace("RESULT", result, StringComparison.Ordinal));
        var (from, end) = await host.Job("job_1").Ends.NextAsync();
        Assert.Equal(("c1", 7L, 3, 2L, result), (from.CommandId, from.Epoch, end.ExitCode, end.LastSeq, end.Result));
    }

    [Fact]
    public async Task A_result_under_an_old_epoch_is_not_acknowledged_but_closes_the_superseded_socket()
    {
        await using var host = await AgentHost.StartAsync();
        host.Job("job_1").OnFrame = () => Task.FromResult(FrameReply.Stale);
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync("job_done", Frames.Done("job_1", 0), "c1");
        await host.Job("job_1").Ends.NextAsync();
        Assert.Equal(4409, (await agent.NextAsync()).CloseCode);
    }

    [Fact]
    public async Task Answers_to_a_question_go_to_the_server_not_to_a_job()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        await host.Gateway.Send(host.Gateway.Connections.Single().Id, Frames.Cmd("c1", "ask_1"));
        await agent.SendAsync("cmd_ack", new { accepted = true }, "c1");
        await agent.SendAsync("log", Frames.Log("ask_1", 1, "a"), "c1");
        await agent.SendAsync("job_done", Frames.Done("ask_1", 1), "c1");
        string[] types = [(await host.Server.Asked.NextAsync()).Type, (await host.Server.Asked.NextAsync()).Type, (await host.Server.Asked.NextAsync()).Type];
        Assert.Equal(["cmd_ack", "job_done", "log"], types.Order());
        Assert.Empty(host.Jobs);
    }

    [Fact]
    public async Task A_frame_of_a_grain_waits_for_the_welcome()
    {
        await using var host = await AgentHost.StartAsync();
        host.Server.OnAttach = async request =>
        {
            await host.Gateway.Send(request.ConnectionId, Frames.Cmd("c1", "job_1"));
            return new() { Epoch = 7 };
        };
        using var agent = await host.DialAsync();
        await agent.SendAsync("hello", new { });
        Assert.Equal("welcome", (await agent.NextAsync()).Type);
        Assert.Equal("cmd", (await agent.NextAsync()).Type);
    }

    [Fact]
    public async Task A_frame_for_a_socket_that_is_gone_has_no_effect()
    {
        await using var host = await AgentHost.StartAsync();
        await host.Gateway.Send("nobody", Encoding.UTF8.GetBytes("{}"));
        await host.Gateway.Close("nobody", 4409, "");
    }
}
