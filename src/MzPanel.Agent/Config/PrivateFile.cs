namespace MzPanel.Agent.Config;

/// <summary>Files only their owner may read, replaced in one step: a reader sees the old content or the new, also after a power cut.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var directory = Path.GetDirectoryName(path)!;
        MakeDirectory(directory);
        var fresh = $"{path}.{Environment.ProcessId}.new";
        WriteFresh(fresh, content);
        File.Move(fresh, path, overwrite: true);
        DirectorySync.Flush(directory);
    }

    /// <summary>Opens a file for writing; others may read it meanwhile, or take it away.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access = FileAccess.Write) => new(path, new FileStreamOptions
    {
        Mode = mode,
        Access = access,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        UnixCreateMode = mode == FileMode.Open ? null : OwnerOnly,
    });

    /// <summary>Makes a directory that only its owner may enter, and its parents.</summary>
    public static void MakeDirectory(string path) => Directory.CreateDirectory(path, OwnerDirectory);

    private static void WriteFresh(string path, ReadOnlySpan<byte> content)
    {
        // Left over from a process of the same number that died: its mode cannot be trusted.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }
}
