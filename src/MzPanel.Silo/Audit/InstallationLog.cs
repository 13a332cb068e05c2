using MzPanel.Data.Audit;

namespace MzPanel.Silo.Audit;

/// <summary>Counts refusals per minute, address and action until they are written; bounded, whoever knocks.</summary>
internal sealed class InstallationLog(TimeProvider time)
{
    /// <summary>Address that stands for all others once there is no room for more.</summary>
    public const string Others = "others";

    private const int MostRows = 5_000;
    private const long MinuteMs = 60_000;

    private readonly Lock gate = new();
    private Dictionary<(long Minute, string Address, string Action), long> counts = [];

    public void Count(string address, string action)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (gate)
            Add((now - now % MinuteMs, address, action), 1);
    }

    /// <summary>Takes what was counted since the last time.</summary>
    public IReadOnlyList<RefusalCount> Take()
    {
        lock (gate)
        {
            var taken = counts;
            counts = [];
            return [.. taken.Select(row => new RefusalCount(row.Key.Minute, row.Key.Address, row.Key.Action, row.Value))];
        }
    }

    /// <summary>Takes back what could not be written.</summary>
    public void Return(IEnumerable<RefusalCount> rows)
    {
        lock (gate)
            foreach (var row in rows)
                Add((row.Minute, row.Address, row.Action), row.Count);
    }

    private void Add((long Minute, string Address, string Action) key, long count)
    {
        if (counts.Count >= MostRows && !counts.ContainsKey(key))
            key = key with { Address = Others };
        counts[key] = counts.GetValueOrDefault(key) + count;
    }
}
