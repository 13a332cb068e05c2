using System.Text;
using MzPanel.Agent.Commands;

namespace MzPanel.Agent.Cli;

/// <summary>What a collector logs goes beside its JSON.</summary>
internal sealed class ConsoleLog(TextWriter error) : ILogSink
{
    private readonly Lock one = new();

    public void Write(string stream, string text)
    {
        lock (one)
            error.WriteLine(text);
    }

    public void WriteRaw(string stream, ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        lock (one)
            error.Write(text);
    }

    public void End(string stream)
    {
        lock (one)
            error.Flush();
    }
}
