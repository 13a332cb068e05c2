using MzPanel.Agent.Journal;

namespace MzPanel.Agent.Tests.Journal;

/// <summary>A disk that takes half of what is written and then is full.</summary>
internal sealed class FullDisk : IJournalFile
{
    public List<byte> Bytes { get; } = [];

    public bool Full { get; set; }

    public long Length => Bytes.Count;

    public byte[] ReadAll() => [.. Bytes];

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Bytes.AddRange(Full ? bytes[..(bytes.Length / 2)] : bytes);
        if (Full)
            throw new IOException("No space left on device");
    }

    public void Sync()
    {
    }

    public void Truncate(long length) => Bytes.RemoveRange((int)length, Bytes.Count - (int)length);

    public void Replace(ReadOnlySpan<byte> bytes)
    {
        Bytes.Clear();
        Bytes.AddRange(bytes);
    }

    public void SetAside() => Bytes.Clear();

    public void Dispose()
    {
    }
}
