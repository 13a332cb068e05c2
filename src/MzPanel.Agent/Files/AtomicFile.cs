using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Files;

/// <summary>Files that are seen whole or not at all, also after a power cut.</summary>
internal static class AtomicFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces a file (0600): the bytes are on disk before the name is, and the name before this returns.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = path + ".new";
        using (var file = Create(temporary, FileMode.Create))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Opens a file for writing that only its owner may read.</summary>
    public static FileStream Create(string path, FileMode mode, FileAccess access = FileAccess.Write) => new(path, new FileStreamOptions
    {
        Mode = mode,
        Access = access,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        UnixCreateMode = OwnerOnly,
    });

    /// <summary>Makes a directory that only its owner may enter, and its parents.</summary>
    public static void MakeDirectory(string path) =>
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);

    /// <summary>Makes names created or renamed in a directory durable.</summary>
    public static void SyncDirectory(string path)
    {
        var handle = Libc.Open(path, Libc.ReadOnly | Libc.CloseOnExec);
        if (handle < 0)
            throw Libc.Failure("open " + path);
        try
        {
            if (Libc.Fsync(handle) != 0)
                throw Libc.Failure("fsync " + path);
        }
        finally
        {
            _ = Libc.Close(handle);
        }
    }
}
