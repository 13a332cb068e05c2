using System.Globalization;
using System.Runtime.InteropServices;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Storage;

/// <summary>A directory for SQLite whose journal, once broken, takes no write any more: its open files are swapped for one that can only be read.</summary>
internal sealed class BrokenJournal : IAsyncDisposable
{
    private readonly TempDirectory directory = new();
    private FileStream? unwritable;

    public string Directory => directory.Path;

    public void Break()
    {
        var journal = Path.Combine(directory.Path, "mzpanel.db-wal");
        unwritable = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var readable = (int)unwritable.SafeFileHandle.DangerousGetHandle();
        foreach (var open in new DirectoryInfo("/proc/self/fd").EnumerateFiles().Where(file => file.LinkTarget == journal).ToList())
            Assert.NotEqual(-1, Dup2(readable, int.Parse(open.Name, CultureInfo.InvariantCulture)));
    }

    public ValueTask DisposeAsync()
    {
        unwritable?.Dispose();
        directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [DllImport("libc", EntryPoint = "dup2"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Dup2(int from, int to);
}
