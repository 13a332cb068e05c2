using MzPanel.Agent.Config;

namespace MzPanel.Agent.Journal;

/// <summary>The journal on disk. Holds a lock for as long as it lives: two agents beneath one root would start commands twice.</summary>
internal sealed class JournalFile : IJournalFile
{
    private readonly string path;
    private readonly FileStream guard;
    private FileStream file;

    private JournalFile(string path, FileStream guard)
    {
        (this.path, this.guard) = (path, guard);
        file = Open();
    }

    public long Length => file.Length;

    /// <summary>Throws <see cref="IOException"/> where another agent holds the directory.</summary>
    public static JournalFile Open(string directory)
    {
        PrivateFile.MakeDirectory(directory);
        var guard = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            return new JournalFile(Path.Combine(directory, "journal"), guard);
        }
        catch
        {
            guard.Dispose();
            throw;
        }
    }

    public byte[] ReadAll() => File.ReadAllBytes(path);

    public void Append(ReadOnlySpan<byte> bytes) => file.Write(bytes);

    public void Sync() => file.Flush(flushToDisk: true);

    public void Truncate(long length)
    {
        file.SetLength(length);
        file.Seek(0, SeekOrigin.End);
        Sync();
    }

    public void Replace(ReadOnlySpan<byte> bytes)
    {
        try
        {
            PrivateFile.Write(path, bytes);
        }
        finally
        {
            // Also after a failure: the name may already belong to the new file, and appends to the old one would be lost.
            file.Dispose();
            file = Open();
        }
    }

    public void SetAside()
    {
        File.Move(path, path + ".damaged", overwrite: true);
        file.Dispose();
        file = Open();
    }

    public void Dispose()
    {
        file.Dispose();
        guard.Dispose();
    }

    private FileStream Open()
    {
        var opened = PrivateFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        opened.Seek(0, SeekOrigin.End);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
        return opened;
    }
}
