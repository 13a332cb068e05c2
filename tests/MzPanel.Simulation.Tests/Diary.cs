using System.Globalization;
using MzPanel.Simulation.Tests.Engine;

namespace MzPanel.Simulation.Tests;

/// <summary>What happened, in order, in words that are the same each time a seed is played.</summary>
internal sealed class Diary(SimLoop loop)
{
    private const ulong Prime = 1099511628211;
    private readonly List<string> lines = [];

    /// <summary>Of everything noted (FNV-1a).</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    public void Note(string what)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{loop.Now,8} {what}");
        foreach (var c in line)
            Hash = (Hash ^ c) * Prime;
        lines.Add(line);
    }

    public string Last(int most) => string.Join('\n', lines.TakeLast(most));
}
