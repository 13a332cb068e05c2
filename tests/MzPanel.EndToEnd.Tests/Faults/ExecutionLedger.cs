using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>A command began to run.</summary>
internal sealed record Start(string JobId, int Attempt, string CommandId);

/// <summary>
/// What really happened on the servers, outside the product's own bookkeeping: each start is appended to a file, and every
/// byte a command wrote is kept.
/// </summary>
internal sealed class ExecutionLedger(string file) : IDisposable
{
    private readonly StreamWriter writer = new(new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
    private readonly ConcurrentDictionary<string, StringBuilder> written = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> reported = new();
    private readonly Lock gate = new();

    public void Started(Start start)
    {
        lock (gate)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{start.JobId} {start.Attempt} {start.CommandId} {TimeProvider.System.GetUtcNow():O}"));
    }

    public void Wrote(string jobId, string line)
    {
        var text = written.GetOrAdd(jobId, _ => new StringBuilder());
        lock (text)
            text.Append(line).Append('\n');
    }

    /// <summary>The control plane has acknowledged how the job ended.</summary>
    public void Reported(string jobId) => End(jobId).TrySetResult();

    public Task ReportedAsync(string jobId) => End(jobId).Task;

    /// <summary>What the commands of this job wrote.</summary>
    public string TextOf(string jobId)
    {
        if (!written.TryGetValue(jobId, out var text))
            return "";
        lock (text)
            return text.ToString();
    }

    public IReadOnlyList<Start> Starts()
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var starts = new List<Start>();
        while (reader.ReadLine() is { } line)
            if (line.Split(' ') is [var jobId, var attempt, var commandId, _])
                starts.Add(new Start(jobId, int.Parse(attempt, CultureInfo.InvariantCulture), commandId));
        return starts;
    }

    public void Dispose() => writer.Dispose();

    private TaskCompletionSource End(string jobId) =>
        reported.GetOrAdd(jobId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
