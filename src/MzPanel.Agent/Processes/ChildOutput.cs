using System.Runtime.InteropServices;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Processes;

/// <summary>The reading ends of a program's two streams; one thread reads both, so that their order is kept as well as it can be.</summary>
internal sealed class ChildOutput : IDisposable
{
    private readonly int[] read = [-1, -1];
    private readonly int[] write = [-1, -1];
    private readonly byte[] buffer = new byte[64 * 1024];

    public ChildOutput()
    {
        for (var i = 0; i < 2; i++)
            (read[i], write[i]) = Pipe();
    }

    public (int Stdout, int Stderr) WriteEnds => (write[0], write[1]);

    /// <summary>Both streams are at their end.</summary>
    public bool Over => read[0] < 0 && read[1] < 0;

    /// <summary>Lets go of the child's ends, so that its end is seen.</summary>
    public void Started()
    {
        Close(ref write[0]);
        Close(ref write[1]);
    }

    /// <summary>Waits for output and hands it on; false where none came in time (true, with nothing, after a signal).</summary>
    public unsafe bool Pump(Action<string, ReadOnlySpan<byte>> take, int waitMs)
    {
        var entries = stackalloc PollEntry[2];
        for (var i = 0; i < 2; i++)
            entries[i] = new PollEntry { Handle = read[i], Events = Libc.PollIn };
        var ready = Libc.Poll(entries, 2, waitMs);
        if (ready <= 0)
            return ready < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted;
        for (var i = 0; i < 2; i++)
            if (entries[i].Happened != 0)
                Read(i, take);
        return true;
    }

    public void Dispose()
    {
        Started();
        Close(ref read[0]);
        Close(ref read[1]);
    }

    private unsafe void Read(int stream, Action<string, ReadOnlySpan<byte>> take)
    {
        nint count;
        fixed (byte* start = buffer)
            count = Libc.Read(read[stream], start, (nuint)buffer.Length);
        if (count > 0)
            take(stream == 0 ? LogLine.Stdout : LogLine.Stderr, buffer.AsSpan(0, (int)count));
        else if (count == 0)
            Close(ref read[stream]);
    }

    private static unsafe (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        return Libc.Pipe(ends, Libc.CloseOnExec) == 0 ? (ends[0], ends[1]) : throw Libc.Failure("pipe");
    }

    private static void Close(ref int handle)
    {
        if (handle >= 0)
            _ = Libc.Close(handle);
        handle = -1;
    }
}
