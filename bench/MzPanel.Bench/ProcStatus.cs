using System.Globalization;

namespace MzPanel.Bench;

/// <summary>What the kernel says about a process (proc(5), status and stat).</summary>
internal static class ProcStatus
{
    private const int TicksPerSecond = 100;

    public static long Bytes(int process, string field) => Number(process, field) * 1024;

    public static long Number(int process, string field) => long.Parse(
        File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(field + ":", StringComparison.Ordinal))
            .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>Processor time of a process and of its children, those that it has seen end included.</summary>
    public static TimeSpan OfFamily(int parent)
    {
        var ticks = 0L;
        foreach (var process in Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)))
            if (Stat(process!) is { } stat && (stat[Field.Parent] == parent || process == parent.ToString(CultureInfo.InvariantCulture)))
                ticks += stat[Field.User] + stat[Field.Kernel] + stat[Field.EndedUser] + stat[Field.EndedKernel];
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    /// <summary>The numbers behind the name, which may hold anything; <see langword="null"/> where the process is gone.</summary>
    private static long[]? Stat(string process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return [.. text[(text.LastIndexOf(')') + 4)..].Split(' ').Take(Field.Count).Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Counted from the parent's number, the first behind the state.
    private static class Field
    {
        public const int Parent = 0;
        public const int User = 10;
        public const int Kernel = 11;
        public const int EndedUser = 12;
        public const int EndedKernel = 13;
        public const int Count = 14;
    }
}
