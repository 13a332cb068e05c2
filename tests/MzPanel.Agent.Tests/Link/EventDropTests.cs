using MzPanel.Agent.Events;
using MzPanel.Protocol;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Events;

namespace MzPanel.Agent.Tests.Link;

/// <summary>Events that other processes of the agent leave for the daemon.</summary>
public sealed class EventDropTests : IAsyncLifetime
{
    private DaemonBench bench = null!;

    public async ValueTask InitializeAsync() => bench = await DaemonBench.PrepareAsync();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task What_was_left_while_no_daemon_ran_is_sent_once_by_the_next()
    {
        EventDrop.Put(bench.Sandbox.Root, new AgentEvent { Name = "ssl.renewed", Severity = EventSeverity.Info, Message = "Good.", At = 1 });
        using var daemon = new DaemonProcess(bench.Sandbox.Root);
        var link = await bench.Plane.WelcomedAsync();
        var told = await link.NextAsync(MessageType.Event, ProtocolJson.Default.AgentEvent);
        Assert.Equal(("ssl.renewed", "Good."), (told.Payload.Name, told.Payload.Message));
        await link.SendAsync(MessageType.Ack, told.Id, new Ack(), ProtocolJson.Default.Ack);
        Assert.Empty(Directory.GetFiles(bench.Sandbox.Root.Resolve("/var/lib/mzagent/events")));
        await daemon.TerminateAsync();
    }
}
