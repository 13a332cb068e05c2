namespace MzPanel.Silo.Live;

/// <summary>The latest metrics of a workspace's servers while somebody watches: a slow viewer skips some, and never what is newest.</summary>
internal sealed class MetricsBoard
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> latest = [];
    private long version;

    /// <summary>Raised with each entry.</summary>
    public long Version
    {
        get
        {
            lock (gate)
                return version;
        }
    }

    /// <summary>Takes one in; an older one that comes late, or the same again, changes nothing.</summary>
    public void Put(string serverId, long at, Func<byte[]?> show)
    {
        lock (gate)
        {
            if (latest.TryGetValue(serverId, out var known) && known.At >= at || show() is not { } data)
                return;
            latest[serverId] = new Entry(serverId, at, ++version, data);
        }
    }

    /// <summary>What came behind a version, oldest first.</summary>
    public IReadOnlyList<Entry> Since(long seen)
    {
        lock (gate)
            return seen == version ? [] : [.. latest.Values.Where(entry => entry.Version > seen).OrderBy(entry => entry.Version)];
    }

    internal sealed record Entry(string ServerId, long At, long Version, byte[] Data);
}
