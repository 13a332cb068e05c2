using System.Net.Sockets;
using System.Text;
using MzPanel.Agent.Supervision;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Supervision;

public sealed class SystemdNotifierTests : IDisposable
{
    private readonly Sandbox sandbox = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tells_the_supervisor_that_the_agent_is_ready_alive_and_stopping(bool isAbstract)
    {
        var name = isAbstract ? "mzagent-" + Guid.NewGuid() : Path.Combine(sandbox.Root.Path, "notify");
        using var supervisor = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5_000 };
        supervisor.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + name : name));
        var notifier = new SystemdNotifier(isAbstract ? "@" + name : name);

        notifier.Ready();
        notifier.Alive();
        notifier.Stopping();

        Assert.Equal(["READY=1", "WATCHDOG=1", "STOPPING=1"], [Receive(supervisor), Receive(supervisor), Receive(supervisor)]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/nowhere/notify")]
    public void Keeps_quiet_where_nobody_listens(string? socket) => new SystemdNotifier(socket).Alive();

    public void Dispose() => sandbox.Dispose();

    private static string Receive(Socket supervisor)
    {
        var datagram = new byte[64];
        return Encoding.ASCII.GetString(datagram, 0, supervisor.Receive(datagram));
    }
}
