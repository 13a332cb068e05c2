using System.Net;
using System.Net.Sockets;

namespace MzPanel.Testing;

/// <summary>
/// Ports of the loopback for programs under test. From below the range that the system gives to outgoing connections: a port from
/// that range is free when asked for, and may be some client's own before the program listens on it.
/// </summary>
public static class FreePort
{
    private const int First = 10_000;
    private const int Last = 32_000;
    private static int next = new Random().Next(Last - First);

    /// <summary>A port that is free now and that this process has not been given before.</summary>
    public static int Next()
    {
        for (var tries = First; tries < Last; tries++)
            if (First + (Interlocked.Increment(ref next) % (Last - First)) is var port && IsFree(port))
                return port;
        throw new InvalidOperationException("No port is free.");
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
