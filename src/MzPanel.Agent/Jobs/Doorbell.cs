using System.Net.Sockets;
using System.Text;

namespace MzPanel.Agent.Jobs;

/// <summary>
/// Workers ring when they have written lines or have ended, so that a line leaves without a wait. A ring may be lost: the daemon
/// also looks by itself.
/// </summary>
internal static class Doorbell
{
    // sun_path of unix(7), with its closing NUL.
    private const int LongestPath = 107;

    public static string PathIn(string stateDirectory) => Path.Combine(stateDirectory, "bell");

    public static bool Fits(string path) => Encoding.UTF8.GetByteCount(path) <= LongestPath;

    public static Socket Open() => new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
}

/// <summary>The worker's end.</summary>
internal sealed class BellButton(string path, string @ref) : IDisposable
{
    private readonly byte[] lines = Encoding.UTF8.GetBytes(BellRing.Lines + @ref);
    private readonly byte[] end = Encoding.UTF8.GetBytes(BellRing.End + @ref);
    private readonly Socket? socket = Doorbell.Fits(path) ? Open() : null;

    /// <summary>Lines were written.</summary>
    public void RingLines() => Ring(lines);

    /// <summary>The command has ended.</summary>
    public void RingEnd() => Ring(end);

    private void Ring(byte[] ring)
    {
        try
        {
            socket?.SendTo(ring, new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            // The daemon is away, or has rings enough to get through.
        }
    }

    public void Dispose() => socket?.Dispose();

    private static Socket Open()
    {
        var socket = Doorbell.Open();
        socket.Blocking = false;
        return socket;
    }
}

/// <summary>A command has lines, or has ended.</summary>
internal readonly record struct BellRing(string Ref, bool Ended)
{
    public const string Lines = "L";
    public const string End = "E";
}

/// <summary>The daemon's end.</summary>
internal sealed class BellListener : IDisposable
{
    private readonly Socket? socket;
    private readonly byte[] buffer = new byte[256];

    public BellListener(string path)
    {
        File.Delete(path);
        if (!Doorbell.Fits(path))
            return;
        socket = Doorbell.Open();
        socket.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Whether rings are heard at all: a root with a very long path has no room for the socket.</summary>
    public bool Hears => socket is not null;

    /// <summary>Waits for a ring.</summary>
    public async Task<BellRing> NextAsync(CancellationToken stopped)
    {
        if (socket is null)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopped);
        var length = await socket!.ReceiveAsync(buffer, SocketFlags.None, stopped);
        var ring = Encoding.UTF8.GetString(buffer, 0, length);
        return ring.Length == 0 ? new BellRing("", false) : new BellRing(ring[1..], ring[..1] == BellRing.End);
    }

    public void Dispose() => socket?.Dispose();
}
