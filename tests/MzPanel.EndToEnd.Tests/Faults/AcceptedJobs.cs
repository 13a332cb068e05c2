using System.Collections.Concurrent;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>Every job that was answered with 202, when, and what it was to do.</summary>
internal sealed class AcceptedJobs
{
    private readonly ConcurrentDictionary<string, (SimWork Work, DateTimeOffset At)> jobs = new();

    public int Count => jobs.Count;

    public IEnumerable<KeyValuePair<string, (SimWork Work, DateTimeOffset At)>> All => jobs;

    public void Add(string jobId, SimWork work) => jobs[jobId] = (work, TimeProvider.System.GetUtcNow());
}
