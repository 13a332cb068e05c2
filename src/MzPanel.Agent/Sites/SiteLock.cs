using MzPanel.Agent.Config;

namespace MzPanel.Agent.Sites;

/// <summary>One process at a time changes the sites of a VPS: a job, or the renewal that the daemon starts.</summary>
internal static class SiteLock
{
    /// <summary>What a file that somebody else has open alone fails with: EAGAIN.</summary>
    public const int Held = 11;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    // Whoever may open the file may also hold its lock, and with that keep everybody else from working on sites.
    private static FileStreamOptions Alone => new()
    {
        Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.None, UnixCreateMode = SystemFile.OwnerOnly,
    };

    public static Task<IDisposable> TakeAsync(AgentRoot root, TimeProvider time, CancellationToken cancelled) =>
        TakeAsync(root, "/var/lib/mz/lock", "the sites", time, cancelled);

    /// <summary>The same for something else than the sites.</summary>
    public static async Task<IDisposable> TakeAsync(AgentRoot root, string path, string what, TimeProvider time, CancellationToken cancelled)
    {
        var file = root.Resolve(path);
        SystemFile.MakeDirectory(Path.GetDirectoryName(file)!, SystemFile.ReadableDirectory);
        if (File.Exists(file))
            File.SetUnixFileMode(file, SystemFile.OwnerOnly);
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(file, Alone);
            }
            catch (IOException e) when (e.HResult == Held)
            {
                if (time.GetElapsedTime(start) >= Limit)
                    throw new SiteException("busy", $"Other work on {what} of this VPS has been going on for long: run this again later.");
                await Task.Delay(Look, time, cancelled);
            }
        }
    }
}
