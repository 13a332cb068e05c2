using System.Globalization;

namespace MzPanel.Simulation.Tests;

/// <summary>Which schedules are played: the same ones each time, or those that the environment asks for.</summary>
internal static class Seeds
{
    private const int First = 1_000_000;
    private const int Usual = 2_000;

    /// <summary>The one to play again (<c>MZ_SEED</c>).</summary>
    public static int? Only { get; } = Setting("MZ_SEED");

    /// <summary>The usual ones, or as many as <c>MZ_SCHEDULES</c> says.</summary>
    public static int[] All { get; } = Only is { } only ? [only] : [.. Enumerable.Range(First, Setting("MZ_SCHEDULES") ?? Usual)];

    /// <summary>Those in which a planted defect has to be found.</summary>
    public static IEnumerable<int> ForDefects => Enumerable.Range(First, Usual);

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
