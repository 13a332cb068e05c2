using System.Globalization;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Sites;

/// <summary>Ends what a user still runs, by request and then by force: as long as it runs, its user cannot be removed.</summary>
internal sealed class UserProcesses(TimeProvider time)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Number of those that would not end.</summary>
    public async Task<int> EndAsync(uint user, CancellationToken cancelled)
    {
        if (user == 0)
            throw new SiteException("user_failed", "What root runs is not ended for a site.");
        var start = time.GetTimestamp();
        Signal(user, Libc.Terminate);
        while (Of(user).Any() && time.GetElapsedTime(start) < Limit)
        {
            if (time.GetElapsedTime(start) >= Grace)
                Signal(user, Libc.Kill);
            await Task.Delay(Look, time, cancelled);
        }
        return Of(user).Count();
    }

    private static void Signal(uint user, int signal)
    {
        foreach (var pid in Of(user))
            _ = Libc.SendSignal(pid, signal);
    }

    private static IEnumerable<int> Of(uint user) => Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 1 && IsOf(pid, user) && ProcessStat.Read(pid) is { Zombie: false });

    // Not the owner of /proc/PID, which is root for one that has changed its user.
    private static bool IsOf(int pid, uint user)
    {
        try
        {
            var ids = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status"))
                .FirstOrDefault(l => l.StartsWith("Uid:", StringComparison.Ordinal))?["Uid:".Length..];
            return ids is not null && ids.Split('\t').Contains(user.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return false; // It has ended meanwhile.
        }
    }
}
