using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MzPanel.Agent.Config;

/// <summary>Makes a rename durable: .NET cannot open a directory to flush it.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnlyDirectory = 0x80000; // O_RDONLY | O_CLOEXEC

    public static void Flush(string directory) => With(directory, Sync);

    /// <summary>Makes all that was written on the disk of a directory durable: for many files at once.</summary>
    public static void FlushAll(string directory) => With(directory, SyncDisk);

    private static void With(string directory, Func<int, int> flush)
    {
        var handle = Open(directory, ReadOnlyDirectory);
        if (handle < 0)
            throw new IOException($"{directory} cannot be opened: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        try
        {
            if (flush(handle) != 0)
                throw new IOException($"{directory} cannot be flushed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncDisk(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
