namespace MzPanel.Agent.Journal;

/// <summary>
/// The agent's memory over kills and reboots: append-only, on disk before <see cref="Append"/> returns (delivery.md). Not
/// thread-safe; the job desk's lock guards it.
/// </summary>
internal sealed class AgentJournal : IDisposable
{
    private const long CompactAbove = 1024 * 1024;
    private readonly IJournalFile file;
    private readonly TimeProvider time;
    private long good;
    private long compactedTo;

    private AgentJournal(IJournalFile file, TimeProvider time) => (this.file, this.time) = (file, time);

    public JournalState State { get; } = new();

    /// <summary>Whether the file found was damaged, so that a new journal with a new id was begun.</summary>
    public bool Restarted { get; private set; }

    public static AgentJournal Open(IJournalFile file, TimeProvider time)
    {
        var journal = new AgentJournal(file, time);
        journal.Load();
        return journal;
    }

    /// <summary>Makes a record durable, then counts it in. Throws <see cref="IOException"/> with the state unchanged.</summary>
    public void Append(JournalRecord record)
    {
        CutBack();
        var bytes = JournalFormat.Write(record);
        try
        {
            file.Append(bytes);
            file.Sync();
        }
        catch (IOException)
        {
            CutBack();
            throw;
        }
        good += bytes.Length;
        State.Apply(record);
        if (good > CompactAbove && good > 2 * compactedTo)
            Compact();
    }

    // What a failed append left behind must not come back after a restart, nor make good records behind it look like damage.
    private void CutBack()
    {
        if (file.Length != good)
            file.Truncate(good);
    }

    // A full disk may stop it: the journal as it is stays good, and the next append tries again.
    private void Compact()
    {
        byte[] bytes = [.. State.Compact(time.GetUtcNow()).SelectMany(JournalFormat.Write)];
        try
        {
            file.Replace(bytes);
        }
        catch (IOException)
        {
            // Falls through.
        }
        good = compactedTo = file.Length;
    }

    public void Dispose() => file.Dispose();

    private void Load()
    {
        var content = JournalFormat.Read(file.ReadAll());
        if (content.Damaged)
        {
            file.SetAside();
            (content, Restarted) = (JournalFormat.Read([]), true);
        }
        foreach (var record in content.Records)
            State.Apply(record);
        good = content.GoodBytes;
        if (State.JournalId.Length == 0)
            Append(new JournalOpened(Guid.NewGuid().ToString()));
        Compact();
    }
}
