using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace MzPanel.Silo.Hosting;

/// <summary>
/// The public addresses, listened on from the beginning of the start: who comes meanwhile waits for the silo instead of being turned
/// away. After the loss of all silos thousands of agents come back within seconds, and each that finds nobody stays away twice as
/// long the next time (agent-protocol.md, section 4).
/// </summary>
internal sealed class Doorstep : IDisposable
{
    /// <summary>Connections that may wait for the web server; the kernel allows no more of itself.</summary>
    public const int Places = 4096;

    private readonly Dictionary<EndPoint, Socket> open = [];

    /// <exception cref="StartException">An address is taken.</exception>
    public static Doorstep Open(IEnumerable<Uri> urls)
    {
        var doorstep = new Doorstep();
        try
        {
            foreach (var url in urls)
                if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address))
                    doorstep.Open(new IPEndPoint(address, url.Port));
            return doorstep;
        }
        catch (SocketException e)
        {
            doorstep.Dispose();
            throw new StartException($"an address of Urls cannot be listened on: {e.Message}");
        }
    }

    /// <summary>The socket of an address, for the web server, which owns it from here on; a fresh one where none is open yet.</summary>
    public Socket Take(EndPoint address) =>
        open.Remove(address, out var socket) ? socket : SocketTransportOptions.CreateDefaultBoundListenSocket(address);

    /// <summary>Closes what the web server did not take.</summary>
    public void Dispose()
    {
        foreach (var socket in open.Values)
            socket.Dispose();
        open.Clear();
    }

    private void Open(IPEndPoint address)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
        open.Add(address, socket);
        socket.Listen(Places);
    }
}
