using System.Text;
using MzPanel.Agent.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Logs;

/// <summary>The log of one command in its worker: masks, splits, numbers and spools, then rings the daemon.</summary>
internal sealed class SpoolLog : ILogSink
{
    private readonly Lock gate = new();
    private readonly SpoolWriter spool;
    private readonly SecretMask mask;
    private readonly Action written;
    private readonly SecretMask.MaskedStream stdout;
    private readonly SecretMask.MaskedStream stderr;

    public SpoolLog(SpoolWriter spool, SecretMask mask, Action written)
    {
        (this.spool, this.mask, this.written) = (spool, mask, written);
        stdout = Stream(isStderr: false);
        stderr = Stream(isStderr: true);
    }

    public long LastSeq
    {
        get
        {
            lock (gate)
                return spool.LastSeq;
        }
    }

    public void Write(string stream, string text)
    {
        var lines = Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n");
        lock (gate)
        {
            // A line of its own, even where the program stopped in the middle of one.
            Of(stream).End();
            Of(stream).Add(lines);
            spool.Commit();
        }
        written();
    }

    public void WriteRaw(string stream, ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            Of(stream).Add(bytes);
            spool.Commit();
        }
        written();
    }

    public void End(string stream)
    {
        lock (gate)
        {
            Of(stream).End();
            spool.Commit();
        }
        written();
    }

    private SecretMask.MaskedStream Of(string stream) => stream == LogLine.Stderr ? stderr : stdout;

    private SecretMask.MaskedStream Stream(bool isStderr) =>
        mask.Over(new LineSplitter((text, partial) => spool.Append(isStderr, partial, text)));
}
