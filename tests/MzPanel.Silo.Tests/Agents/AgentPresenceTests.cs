using System.Text;
using MzPanel.Protocol;

namespace MzPanel.Silo.Tests.Agents;

public sealed class AgentPresenceTests
{
    [Fact]
    public async Task A_heartbeat_reaches_a_grain_that_is_elsewhere_as_the_bytes_it_came_in()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        await agent.SendRawAsync("""{"v":1,"id":"h1","ts":1,"type":"heartbeat","payload":{ "cpu_pct" : 1.5 }}""");
        var beat = await host.Server.Beats.NextAsync();
        Assert.Equal("""{ "cpu_pct" : 1.5 }""", Encoding.UTF8.GetString(beat.Payload!));
    }

    [Fact]
    public async Task A_grain_that_forgot_the_link_gets_the_same_socket_again()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        host.Server.OnBeat = (_, _) => false;
        await agent.SendAsync("heartbeat", new { cpu_pct = 2 });
        var again = await host.Server.Reattached.NextAsync();
        Assert.Equal((7, """{"cpu_pct":2}"""), (again.Epoch, Encoding.UTF8.GetString(again.Latest!.Payload!)));
        await agent.SendAsync("telemetry_v9", new { });
        Assert.Equal("error", (await agent.NextAsync()).Type);
    }

    [Fact]
    public async Task A_socket_whose_place_was_taken_is_closed()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        host.Server.OnBeat = (_, _) => false;
        host.Server.OnReattach = _ => false;
        await agent.SendAsync("heartbeat", new { });
        Assert.Equal(4409, (await agent.NextAsync()).CloseCode);
    }

    [Fact]
    public async Task Any_frame_is_a_sign_of_life()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync("ack", new { }, "x");
        Assert.Null((await host.Server.Beats.NextAsync()).Payload);
    }

    [Fact]
    public async Task A_grain_that_wakes_up_finds_the_socket_of_its_silo()
    {
        await using var host = await AgentHost.StartAsync();
        using var waiting = await host.DialAsync();
        await AgentHost.UntilAsync(() => host.Gateway.Connections.Count == 1);
        Assert.Null(host.Gateway.Find(AgentHost.ServerId));
        using var agent = await host.WelcomedAsync();
        Assert.Equal(7, host.Gateway.Find(AgentHost.ServerId)!.Epoch);
        Assert.Null(host.Gateway.Find("srv_other"));
    }

    [Fact]
    public async Task A_heartbeat_whose_payload_is_no_object_is_a_violation()
    {
        await using var host = await AgentHost.StartAsync();
        using var agent = await host.WelcomedAsync();
        await agent.SendAsync(MessageType.Heartbeat, 5);
        Assert.Equal("error", (await agent.NextAsync()).Type);
        Assert.Equal(4400, (await agent.NextAsync()).CloseCode);
    }
}
