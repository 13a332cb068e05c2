using MzPanel.Agent.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Logs;

/// <summary>Takes secrets that were made on the VPS out of what one program says, on its way to the log of the command.</summary>
internal sealed class MaskedLog : ILogSink
{
    private readonly Lock gate = new();
    private readonly ILogSink inner;
    private readonly SecretMask mask;
    private readonly SecretMask.MaskedStream stdout;
    private readonly SecretMask.MaskedStream stderr;

    public MaskedLog(ILogSink inner, SecretMask mask)
    {
        (this.inner, this.mask) = (inner, mask);
        stdout = Stream(LogLine.Stdout);
        stderr = Stream(LogLine.Stderr);
    }

    public void Write(string stream, string text) => inner.Write(stream, mask.Apply(text));

    public void WriteRaw(string stream, ReadOnlySpan<byte> bytes)
    {
        lock (gate)
            Of(stream).Add(bytes);
    }

    public void End(string stream)
    {
        lock (gate)
            Of(stream).End();
        inner.End(stream);
    }

    private SecretMask.MaskedStream Of(string stream) => stream == LogLine.Stderr ? stderr : stdout;

    private SecretMask.MaskedStream Stream(string stream) => mask.Over(new LineSplitter((text, partial) =>
    {
        inner.WriteRaw(stream, text);
        if (!partial)
            inner.WriteRaw(stream, "\n"u8);
    }));
}
