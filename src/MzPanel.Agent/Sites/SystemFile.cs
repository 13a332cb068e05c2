using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Sites;

/// <summary>Files and directories that other programs read, with the owner and the mode that they are to have.</summary>
internal static class SystemFile
{
    public const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;

    public const UnixFileMode ReadableDirectory =
        Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Replaces a file in one step; it is on disk when this returns.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var directory = Path.GetDirectoryName(path)!;
        MakeDirectory(directory, ReadableDirectory);
        var fresh = path + ".mz-new";
        File.Delete(fresh);
        try
        {
            using (var file = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.Move(fresh, path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(fresh);
            throw;
        }
        DirectorySync.Flush(directory);
    }

    /// <summary>Makes a directory and its parents; what is there already keeps its mode.</summary>
    public static void MakeDirectory(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path))
            return;
        MakeDirectory(Path.GetDirectoryName(path)!, ReadableDirectory);
        Directory.CreateDirectory(path, mode);
        // The mode at creation went through the umask.
        File.SetUnixFileMode(path, mode);
    }

    public static void Delete(string path)
    {
        if (!File.Exists(path))
            return;
        File.Delete(path);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }

    public static void DeleteDirectory(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    public static void Own(string path, uint user, uint group)
    {
        if (Libc.ChangeOwner(path, user, group) != 0)
            throw Libc.Failure($"{path} cannot be given to its owner");
    }
}
