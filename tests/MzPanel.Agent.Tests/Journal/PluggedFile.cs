using MzPanel.Agent.Journal;

namespace MzPanel.Agent.Tests.Journal;

/// <summary>Where in the order of writes the plug is pulled, and how much of what was not yet synced reaches the disk.</summary>
internal sealed class Plug(int pullAt, double survives)
{
    private int writes;

    public bool Pulled { get; private set; }

    public double Survives => survives;

    /// <summary>Called before each write; true when this is the one in whose middle the power goes.</summary>
    public bool Strikes()
    {
        Pulled |= writes++ == pullAt;
        return Pulled;
    }
}

/// <summary>The power went; nothing after it happens.</summary>
internal sealed class PowerCutException : Exception;

/// <summary>A journal file in memory that can lose its power at each of its writes.</summary>
internal sealed class PluggedFile(byte[] disk, Plug plug) : IJournalFile
{
    private byte[] disk = disk;
    private List<byte> unsynced = [];

    /// <summary>What a restart finds.</summary>
    public byte[] Disk => disk;

    public long Length => disk.Length + unsynced.Count;

    public byte[] ReadAll() => disk;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        unsynced.AddRange(bytes);
        if (plug.Strikes())
            Cut();
    }

    public void Sync()
    {
        if (plug.Strikes())
            Cut();
        disk = [.. disk, .. unsynced];
        unsynced = [];
    }

    public void Truncate(long length)
    {
        disk = disk[..(int)length];
        unsynced = [];
    }

    public void Replace(ReadOnlySpan<byte> bytes)
    {
        if (plug.Strikes())
            Cut();
        disk = bytes.ToArray();
    }

    public void SetAside() => (disk, unsynced) = ([], []);

    public void Dispose()
    {
    }

    private void Cut()
    {
        disk = [.. disk, .. unsynced.Take((int)(unsynced.Count * plug.Survives))];
        throw new PowerCutException();
    }
}
