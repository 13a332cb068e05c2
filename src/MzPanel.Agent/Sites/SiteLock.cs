using MzPanel.Agent.Config;

namespace MzPanel.Agent.Sites;

/// <summary>One process at a time changes the sites of a VPS: a job, or the renewal that the daemon starts.</summary>
internal static class SiteLock
{
    private const int Held = 11; // EAGAIN
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static async Task<IDisposable> TakeAsync(AgentRoot root, TimeProvider time, CancellationToken cancelled)
    {
        var file = root.Resolve("/var/lib/mz/lock");
        SystemFile.MakeDirectory(Path.GetDirectoryName(file)!, SystemFile.ReadableDirectory);
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (IOException e) when (e.HResult == Held && time.GetElapsedTime(start) < Limit)
            {
                await Task.Delay(Look, time, cancelled);
            }
        }
    }
}
