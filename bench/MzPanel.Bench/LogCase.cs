using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>A line leaves the agent, the same line is in a viewer's event stream: committed in between, one viewer.</summary>
internal static partial class LogCase
{
    private const int Lines = 500;

    public static async Task RunAsync(Report report)
    {
        await using var silo = await SiloProcess.StartAsync();
        using var panel = await Panel.OfAsync(silo);
        await using var job = await RunningJob.StartAsync(silo, panel);
        var seen = new ConcurrentDictionary<long, long>();
        using var stop = new CancellationTokenSource();
        using var stream = await panel.Http.GetStreamAsync($"/v1/jobs/{job.JobId}/logs/stream", stop.Token);
        var reading = ReadAsync(stream, seen, stop.Token);
        var written = new long[Lines + 1];
        for (var line = 1; line <= Lines; line++)
        {
            written[line] = Stopwatch.GetTimestamp();
            await job.WriteAsync(line, [$"line-{line}-"]);
            await Task.Delay(10 + (line * 7 % 30));
        }
        for (var tries = 0; tries < 500 && seen.Count < Lines; tries++)
            await Task.Delay(10);
        await stop.CancelAsync();
        await reading;
        var (p50, p99) = Figures.Print("line written to line at the viewer (goal p50 ≤ 60, p99 ≤ 150)", "ms",
            seen.Where(s => s.Key > 20).Select(s => Stopwatch.GetElapsedTime(written[s.Key], s.Value).TotalMilliseconds));
        report.Less("line written to line at the viewer, p50", p50, "ms");
        report.Less("line written to line at the viewer, p99", p99, "ms");
        Console.WriteLine($"lines seen: {seen.Count} of {Lines}");
    }

    private static async Task ReadAsync(Stream stream, ConcurrentDictionary<long, long> seen, CancellationToken ct)
    {
        using var reader = new StreamReader(stream);
        try
        {
            while (await reader.ReadLineAsync(ct) is { } text)
                foreach (Match match in Mark().Matches(text))
                    seen.TryAdd(long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), Stopwatch.GetTimestamp());
        }
        catch (OperationCanceledException)
        {
            // The case is over.
        }
    }

    [GeneratedRegex("line-([0-9]+)-")]
    private static partial Regex Mark();
}
