using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MzPanel.Bench.Results;

/// <summary>When, of what and on what was measured.</summary>
internal sealed record Circumstances(string Date, string Commit, string Machine, double LoadAverage)
{
    public static Circumstances Now() => new(
        DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), CommitNow(), MachineNow(), Load());

    /// <summary>Load average of the last minute.</summary>
    public static double Load() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    private static string MachineNow()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1];
        return $"{Environment.ProcessorCount} × {model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";
    }

    private static string CommitNow()
    {
        var start = new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--abbrev=9", "--exclude=*"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var git = Process.Start(start)!;
        var said = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return git.ExitCode == 0 ? said : "unknown";
    }
}
