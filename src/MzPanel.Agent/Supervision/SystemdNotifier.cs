using System.Net.Sockets;
using System.Text;

namespace MzPanel.Agent.Supervision;

/// <summary>
/// Tells systemd that the agent is ready and alive (sd_notify(3)): one datagram each to the socket of <c>NOTIFY_SOCKET</c>.
/// Without that variable, outside a unit, it says nothing.
/// </summary>
internal sealed class SystemdNotifier(string? socket)
{
    public const string Variable = "NOTIFY_SOCKET";

    private readonly UnixDomainSocketEndPoint? address = Address(socket);

    /// <summary>Whether systemd listens, and so starts the agent again whenever it ends.</summary>
    public bool IsThere => address is not null;

    /// <summary>Takes the variable out of the environment too: programs that the agent starts are not the unit.</summary>
    public static SystemdNotifier FromEnvironment()
    {
        var socket = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, null);
        return new SystemdNotifier(socket);
    }

    public void Ready() => Send("READY=1");

    /// <summary>Feeds the watchdog of <c>WatchdogSec</c>.</summary>
    public void Alive() => Send("WATCHDOG=1");

    public void Stopping() => Send("STOPPING=1");

    private void Send(string state)
    {
        if (address is null)
            return;
        try
        {
            using var sender = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // A full queue must not hold up the loop whose life this reports.
            sender.Blocking = false;
            sender.SendTo(Encoding.ASCII.GetBytes(state), address);
        }
        catch (SocketException)
        {
            // systemd restarts itself and is away for a moment; the next report will do.
        }
    }

    // An address that starts with "@" is an abstract one, whose first byte is NUL.
    private static UnixDomainSocketEndPoint? Address(string? socket) => socket is ['@' or '/', _, ..]
        ? new UnixDomainSocketEndPoint(socket[0] == '@' ? '\0' + socket[1..] : socket) : null;
}
