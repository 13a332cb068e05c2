using System.Globalization;

namespace MzPanel.Agent.Processes;

/// <summary>What <c>/proc/PID/stat</c> says (proc(5)).</summary>
internal sealed record ProcessStat(int Pid, bool Zombie, int Session, long StartTicks)
{
    // USER_HZ is part of the kernel's interface: 100 on every architecture that mzagent is built for.
    public const int TicksPerSecond = 100;

    public static ProcessStat? Read(int pid)
    {
        try
        {
            return Parse(pid, File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Living processes of a session.</summary>
    public static IEnumerable<ProcessStat> OfSession(int session) => Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? Read(pid) : null)
        .OfType<ProcessStat>().Where(p => p.Session == session && !p.Zombie);

    // The name of the program stands in brackets and may hold spaces and brackets itself.
    private static ProcessStat? Parse(int pid, string stat)
    {
        var words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return words.Length < 20 ? null : new ProcessStat(pid, words[0] is "Z" or "X",
            int.Parse(words[3], CultureInfo.InvariantCulture), long.Parse(words[19], CultureInfo.InvariantCulture));
    }
}
