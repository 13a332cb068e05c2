using System.Text;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Logs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Backups;

/// <summary>
/// What restic says: lines for programs to whoever asked for them, complaints to the log of the job, the last of them kept to tell
/// what was wrong. restic tries for a quarter of an hour what will never work; the first such complaint ends it.
/// </summary>
internal sealed class ResticLog : ILogSink
{
    private const int Kept = 20;
    private const int LongestComplaint = 256 * 1024;

    // restic says all snapshots of a repository in one line: up to a kilobyte each, and a plan may keep thousands.
    private const int LongestLine = 32 * 1024 * 1024;
    private readonly Lock gate = new();
    private readonly ILogSink log;
    private readonly Action hopeless;
    private readonly Queue<string> complaints = new();
    private readonly LineSplitter stdout;
    private readonly LineSplitter stderr;

    public ResticLog(ILogSink log, Action<string> take, Action hopeless)
    {
        (this.log, this.hopeless) = (log, hopeless);
        stdout = Lines(take, LongestLine);
        stderr = Lines(Complain, LongestComplaint);
    }

    /// <summary>Its last complaints, the newest last.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (gate)
                return [.. complaints];
        }
    }

    public void Write(string stream, string text) => WriteRaw(stream, Encoding.UTF8.GetBytes(text + "\n"));

    public void WriteRaw(string stream, ReadOnlySpan<byte> bytes)
    {
        lock (gate)
            (stream == LogLine.Stderr ? stderr : stdout).Add(bytes);
    }

    public void End(string stream)
    {
        lock (gate)
            (stream == LogLine.Stderr ? stderr : stdout).End();
    }

    private void Complain(string line)
    {
        if (line.Length == 0)
            return;
        log.Write(LogLine.Stderr, line);
        if (complaints.Count == Kept)
            complaints.Dequeue();
        complaints.Enqueue(line);
        if (ResticFault.IsHopeless(line))
            hopeless();
    }

    private static LineSplitter Lines(Action<string> take, int longest)
    {
        var begun = new StringBuilder();
        return new LineSplitter((text, partial) =>
        {
            if (begun.Length < longest)
                begun.Append(Encoding.UTF8.GetString(text));
            if (partial)
                return;
            take(begun.ToString());
            begun.Clear();
        });
    }
}
