using System.Globalization;

namespace MzPanel.Agent.Processes;

/// <summary>
/// A process that stays itself: ids are used again, but not with the same start time (field 22 of <c>/proc/PID/stat</c>) in the
/// same boot.
/// </summary>
internal sealed record ProcessId(int Pid, long StartTicks, string BootId)
{
    private static readonly Lazy<string> ThisBoot = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    /// <summary>The process of that id, or <see langword="null"/> where none lives.</summary>
    public static ProcessId? Of(int pid) =>
        ProcessStat.Read(pid) is { Zombie: false } stat ? new ProcessId(pid, stat.StartTicks, ThisBoot.Value) : null;

    public bool IsThisBoot => BootId == ThisBoot.Value;

    public bool IsAlive => IsThisBoot && Of(Pid) == this;

    /// <summary>How long it has run, by the clock of the machine.</summary>
    public TimeSpan Age()
    {
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(Math.Max(0, uptime - ((double)StartTicks / ProcessStat.TicksPerSecond)));
    }
}
