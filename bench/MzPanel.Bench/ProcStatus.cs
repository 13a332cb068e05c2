using System.Globalization;

namespace MzPanel.Bench;

/// <summary>What the kernel says about a process (proc(5), status).</summary>
internal static class ProcStatus
{
    public static long Bytes(int process, string field) => Number(process, field) * 1024;

    public static long Number(int process, string field) => long.Parse(
        File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(field + ":", StringComparison.Ordinal))
            .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
