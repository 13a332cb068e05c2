using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Supervision;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Supervision;

public sealed class SupervisedTests : IDisposable
{
    private readonly Sandbox sandbox = new();
    private readonly Socket supervisor = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly string address;

    public SupervisedTests()
    {
        address = Path.Combine(sandbox.Root.Path, "notify");
        supervisor.Bind(new UnixDomainSocketEndPoint(address));
    }

    [Fact]
    public void Reports_life_every_20_seconds_and_only_while_the_loop_comes_round()
    {
        var time = new FakeTimeProvider();
        using (var supervised = new Supervised(new SystemdNotifier(address), time))
        {
            for (var second = 0; second < 45; second++, time.Advance(TimeSpan.FromSeconds(1)))
                supervised.CameRound();
            time.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(["READY=1", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"], Received());
    }

    public void Dispose()
    {
        supervisor.Dispose();
        sandbox.Dispose();
    }

    private List<string> Received()
    {
        var received = new List<string>();
        for (var datagram = new byte[64]; supervisor.Available > 0;)
            received.Add(Encoding.ASCII.GetString(datagram, 0, supervisor.Receive(datagram)));
        return received;
    }
}
