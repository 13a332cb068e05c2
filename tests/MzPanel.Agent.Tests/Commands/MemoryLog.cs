using System.Text;
using MzPanel.Agent.Commands;

namespace MzPanel.Agent.Tests.Commands;

internal sealed class MemoryLog : ILogSink
{
    public List<(string Stream, string Text)> Lines { get; } = [];

    public void Write(string stream, string text) => Lines.Add((stream, text));

    public void WriteRaw(string stream, ReadOnlySpan<byte> bytes) => Lines.Add((stream, Encoding.UTF8.GetString(bytes)));

    public void End(string stream)
    {
    }
}
