using System.Diagnostics;

namespace MzPanel.Testing.Agents;

/// <summary>All processes whose arguments name a root: the daemon, the guard of its update, and whoever came after them. They end with this object.</summary>
public sealed class ProcessesBeneath(string root) : IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Until.Async(() => Task.FromResult(!Numbers().Any()), Kill);

    private void Kill()
    {
        foreach (var pid in Numbers())
            Kill(pid);
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
    }

    private IEnumerable<int> Numbers() => Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), out var pid) ? pid : 0)
        .Where(pid => pid > 0 && Names(pid));

    private bool Names(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains(root, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
