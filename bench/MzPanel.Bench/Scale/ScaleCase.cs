using System.Globalization;

namespace MzPanel.Bench.Scale;

/// <summary>Prints the table of docs/scale.md.</summary>
internal static class ScaleCase
{
    private static readonly (string Name, Func<Sizing, FormattableString> Value)[] Lines =
    [
        ("jobs a second; lines a second", s => $"{s.Fleet.JobsPerSecond:0.##}; {s.Fleet.LinesPerSecond:0}"),
        ("silos", s => $"{s.Silos}"),
        ("cores of the silos: every day; to be back in time", s => $"{s.SteadySiloCores:0.00}; {s.ReturnSiloCores:0.0} ({s.ReturnS:0} s)"),
        ("cores of the database: every day; to be back in time", s => $"{s.SteadyDatabaseCores:0.00}; {s.ReturnDatabaseCores:0.0}"),
        ("memory of the silos", s => $"{s.SiloGiB:0.0} GiB"),
        ("rows written a second", s => $"{s.RowsPerSecond:0}"),
        ("the database's log", s => $"{s.LogMiBPerSecond:0.00} MiB/s"),
        ("history of metrics, in the database", s => $"{s.HistoryGiB:0.0} GiB"),
        ("network of the agents", s => $"{s.WireMbitPerSecond:0.0} Mbit/s"),
        ("money a month", s => $"{s.EurosPerMonth:0} EUR"),
    ];

    public static Task RunAsync()
    {
        var sizes = ((int[])[1_000, 10_000, 100_000, 1_000_000]).Select(agents => new Sizing(new Fleet(agents))).ToList();
        Console.WriteLine("| | " + string.Join(" | ", sizes.Select(size => size.Fleet.Agents.ToString("N0", CultureInfo.InvariantCulture) + " agents")) + " |");
        Console.WriteLine("|---|" + string.Concat(sizes.Select(_ => "---|")));
        foreach (var (name, value) in Lines)
            Console.WriteLine($"| {name} | {string.Join(" | ", sizes.Select(size => FormattableString.Invariant(value(size))))} |");
        return Task.CompletedTask;
    }
}
