namespace MzPanel.Agent.Journal;

/// <summary>The bytes below the journal, so that tests can pull the plug at each write.</summary>
internal interface IJournalFile : IDisposable
{
    long Length { get; }

    byte[] ReadAll();

    void Append(ReadOnlySpan<byte> bytes);

    void Sync();

    void Truncate(long length);

    /// <summary>Exchanges the whole content at once, durably.</summary>
    void Replace(ReadOnlySpan<byte> bytes);

    /// <summary>Puts a damaged file aside for people to look at; the journal is empty after that.</summary>
    void SetAside();
}
