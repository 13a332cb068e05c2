using System.Globalization;
using System.Text;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Packages;

/// <summary>
/// Turns what apt says about its progress (<c>APT::Status-Fd</c>, lines between those of its output) into lines that people read:
/// <c>[ 40 %] Installing zip (amd64)</c>, once for each whole percent and step.
/// </summary>
internal sealed class AptProgress(ILogSink log) : ILogSink
{
    private const byte NewLine = (byte)'\n';
    private const int Longest = 1024;
    private static readonly byte[][] Marks = [.. new[] { "dlstatus:", "pmstatus:", "pmerror:", "pmconffile:" }.Select(Encoding.ASCII.GetBytes)];
    private readonly List<byte> begun = [];
    private bool isPlain;
    private string last = "";

    public void Write(string stream, string text) => log.Write(stream, text);

    public void WriteRaw(string stream, ReadOnlySpan<byte> bytes)
    {
        if (stream != LogLine.Stdout)
        {
            log.WriteRaw(stream, bytes);
            return;
        }
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf(NewLine);
            var part = end < 0 ? bytes : bytes[..(end + 1)];
            Take(part, isWhole: end >= 0);
            bytes = bytes[part.Length..];
        }
    }

    public void End(string stream)
    {
        if (stream == LogLine.Stdout)
            Pass();
        log.End(stream);
    }

    private void Take(ReadOnlySpan<byte> part, bool isWhole)
    {
        begun.AddRange(part);
        isPlain = isPlain || begun.Count > Longest || !MayBeStatus();
        if (isWhole && !isPlain)
            Tell();
        else if (isWhole || isPlain)
            Pass();
        isPlain = isPlain && !isWhole;
    }

    private bool MayBeStatus() => Marks.Any(mark => begun.Take(mark.Length).SequenceEqual(mark.Take(begun.Count)));

    private void Pass()
    {
        if (begun.Count > 0)
            log.WriteRaw(LogLine.Stdout, begun.ToArray());
        begun.Clear();
    }

    private void Tell()
    {
        var line = Line(Encoding.UTF8.GetString([.. begun]).TrimEnd('\n'));
        begun.Clear();
        if (line != last)
            log.Write(LogLine.Stdout, line);
        last = line;
    }

    // WHAT:PACKAGE:PERCENT:TEXT, and a package may have a colon in its name.
    private static string Line(string status)
    {
        var parts = status.Split(':');
        for (var at = 2; at < parts.Length; at++)
            if (double.TryParse(parts[at], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
                return string.Create(CultureInfo.InvariantCulture, $"[{Math.Clamp(Math.Floor(percent), 0, 100),3:0} %] {string.Join(':', parts[(at + 1)..])}");
        return status;
    }
}
