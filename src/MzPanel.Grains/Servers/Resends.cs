namespace MzPanel.Grains.Servers;

/// <summary>
/// Commands on a live link that nobody answered: the same envelope again after 10 s, then after 2, 4, 8 … 30 s
/// (delivery.md, "Sending, again"). Pure.
/// </summary>
internal sealed class Resends
{
    private const long FirstMs = 10_000;
    private const long LongestMs = 30_000;
    private readonly Dictionary<string, (long At, long Wait)> waiting = [];

    public void Sent(string jobId, long now) => waiting[jobId] = (now + FirstMs, 2_000);

    /// <summary>
    /// Commands that wait for an answer by the records: one whose frame was lost before it was counted here, or that was sent
    /// before the grain woke up, waits from now.
    /// </summary>
    public void Follow(IEnumerable<string> offered, long now)
    {
        foreach (var jobId in offered)
            if (!waiting.ContainsKey(jobId))
                Sent(jobId, now);
    }

    public void Answered(string jobId) => waiting.Remove(jobId);

    public void Clear() => waiting.Clear();

    /// <summary>When the next one is due.</summary>
    public long? WakeAt => waiting.Count == 0 ? null : waiting.Values.Min(w => w.At);

    /// <summary>Jobs to send again now; each waits longer after that.</summary>
    public IReadOnlyList<string> Due(long now)
    {
        string[] due = [.. waiting.Where(w => w.Value.At <= now).Select(w => w.Key)];
        foreach (var jobId in due)
            waiting[jobId] = (now + waiting[jobId].Wait, Math.Min(LongestMs, waiting[jobId].Wait * 2));
        return due;
    }
}
