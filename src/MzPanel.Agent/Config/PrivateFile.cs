namespace MzPanel.Agent.Config;

/// <summary>Files only their owner may read, replaced in one step: a reader sees the old content or the new, also after a power cut.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var directory = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(directory, OwnerDirectory);
        var fresh = $"{path}.{Environment.ProcessId}.new";
        WriteFresh(fresh, content);
        File.Move(fresh, path, overwrite: true);
        DirectorySync.Flush(directory);
    }

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
