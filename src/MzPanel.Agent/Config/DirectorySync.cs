using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MzPanel.Agent.Config;

/// <summary>Makes a rename durable: .NET cannot open a directory to flush it.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnlyDirectory = 0x80000; // O_RDONLY | O_CLOEXEC

    public static void Flush(string directory)
    {
        var handle = Open(directory, ReadOnlyDirectory);
        if (handle < 0)
            throw new IOException($"{directory} cannot be opened: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        try
        {
            if (Sync(handle) != 0)
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

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
