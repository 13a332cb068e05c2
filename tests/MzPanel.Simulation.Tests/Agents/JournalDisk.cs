using MzPanel.Agent.Journal;

namespace MzPanel.Simulation.Tests.Agents;

/// <summary>The bytes of a journal, with a kill that can strike at each of its writes.</summary>
internal sealed class JournalDisk : IJournalFile
{
    private byte[] disk = [];
    private List<byte> unsynced = [];

    /// <summary>Writes until the kill; negative: none is coming.</summary>
    public int StrikesIn { get; set; } = -1;

    /// <summary>Share of what was not yet synced that is found afterwards.</summary>
    public double Survives { get; set; }

    /// <summary>A planted defect: what is written reaches the disk only much later.</summary>
    public bool NeverSyncs { get; init; }

    public long Length => disk.Length + unsynced.Count;

    public byte[] ReadAll() => [.. disk, .. unsynced];

    public void Append(ReadOnlySpan<byte> bytes)
    {
        unsynced.AddRange(bytes);
        Strike();
    }

    public void Sync()
    {
        Strike();
        if (NeverSyncs)
            return;
        disk = [.. disk, .. unsynced];
        unsynced = [];
    }

    public void Truncate(long length)
    {
        disk = ReadAll()[..(int)length];
        unsynced = [];
    }

    public void Replace(ReadOnlySpan<byte> bytes)
    {
        Strike();
        (disk, unsynced) = (bytes.ToArray(), []);
    }

    public void SetAside() => (disk, unsynced) = ([], []);

    /// <summary>The process is gone: what was not synced is there in part.</summary>
    public void Cut()
    {
        disk = [.. disk, .. unsynced.Take((int)(unsynced.Count * Survives))];
        (unsynced, StrikesIn) = ([], -1);
    }

    public void Dispose()
    {
    }

    private void Strike()
    {
        if (StrikesIn >= 0 && StrikesIn-- == 0)
            throw new KilledException();
    }
}

/// <summary>The agent's process was killed here.</summary>
internal sealed class KilledException : Exception;
