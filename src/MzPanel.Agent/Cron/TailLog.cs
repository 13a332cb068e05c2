using System.Text;
using MzPanel.Agent.Commands;

namespace MzPanel.Agent.Cron;

/// <summary>Keeps the end of what a program says, both streams together.</summary>
internal sealed class TailLog(int most) : ILogSink
{
    private readonly Lock one = new();
    private byte[] end = [];

    /// <summary>At most so many bytes; what does not begin at a character begins with U+FFFD.</summary>
    public string Text
    {
        get
        {
            lock (one)
                return Encoding.UTF8.GetString(end);
        }
    }

    public void Write(string stream, string text) => WriteRaw(stream, Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n"));

    public void WriteRaw(string stream, ReadOnlySpan<byte> bytes)
    {
        lock (one)
            end = bytes.Length >= most ? bytes[^most..].ToArray() : [.. end.AsSpan(Math.Max(0, end.Length + bytes.Length - most)), .. bytes];
    }

    public void End(string stream)
    {
    }
}
