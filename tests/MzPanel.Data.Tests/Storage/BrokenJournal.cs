using System.Globalization;
using System.Runtime.InteropServices;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Storage;

/// <summary>A directory for SQLite whose journal, once broken, takes no write any more: its open files are swapped for ones that cannot be written.</summary>
internal sealed class BrokenJournal : IAsyncDisposable
{
    private readonly TempDirectory directory = new();
    private readonly FileStream unwritable = File.OpenRead("/dev/null");

    public string Directory => directory.Path;

    public void Break()
    {
        var journal = Path.Combine(directory.Path, "mzpanel.db-wal");
        foreach (var open in new DirectoryInfo("/proc/self/fd").EnumerateFiles().Where(file => file.LinkTarget == journal).ToList())
            Assert.NotEqual(-1, Dup2((int)unwritable.SafeFileHandle.DangerousGetHandle(), int.Parse(open.Name, CultureInfo.InvariantCulture)));
    }

    public ValueTask DisposeAsync()
    {
        unwritable.Dispose();
        directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [DllImport("libc", EntryPoint = "dup2"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Dup2(int from, int to);
}
