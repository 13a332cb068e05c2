using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>
/// A thousand viewers of one log, so many of each of 32 people as one may have: from the line at the agent to the line at each of
/// them, and what showing it costs.
/// </summary>
internal static partial class WatchersCase
{
    private const int People = 32;
    private const int Each = 31;
    private const int Watchers = People * Each;
    private const int Warm = 20;
    private const int Lines = 120;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(Records records, Report report)
    {
        await using var silo = await records.SiloAsync();
        using var panel = await Panel.OfAsync(silo);
        await using var job = await RunningJob.StartAsync(silo, panel);
        var people = new List<Panel>();
        for (var person = 0; person < People; person++)
            people.Add(await panel.InviteAsync($"viewer-{person}@example.org"));
        var before = silo.Rss;
        using var watching = new Watching(Lines, Watchers);
        foreach (var person in people)
            for (var viewer = 0; viewer < Each; viewer++)
                watching.Follow(await person.Http.GetStreamAsync($"/v1/jobs/{job.JobId}/logs/stream"));
        var processor = TimeSpan.Zero;
        for (var line = 1; line <= Lines; line++)
        {
            if (line == Warm + 1)
                processor = silo.ProcessorTime;
            await watching.WriteAsync(line, () => job.WriteAsync(line, [$"line-{line}-"]));
            await Task.Delay(Pause);
        }
        await watching.AllSeenAsync(Patience);
        processor = silo.ProcessorTime - processor;
        Figures.Print($"line written to line at each of {Watchers} viewers, {records.Name} (goal p50 ≤ 60, p99 ≤ 150)", "ms", watching.Took.Where(t => t.Line > Warm).Select(t => t.Ms));
        Console.WriteLine($"seen {watching.Took.Count} of {Watchers * Lines}; a line and viewer: {processor.TotalMicroseconds / (Lines - Warm) / Watchers:0.0} us of the silo's processor time; "
            + $"{(silo.Rss - before) / 1024.0 / Watchers:0.0} KiB of memory a viewer");
        report.Less("resident per viewer of a log", (double)(silo.Rss - before) / Watchers, Figure.Bytes);
        people.ForEach(person => person.Dispose());
    }

    private sealed partial class Watching(int lines, int watchers) : IDisposable
    {
        private readonly long[] written = new long[lines + 1];
        private readonly List<Stream> streams = [];
        private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int seen;

        public ConcurrentQueue<(long Line, double Ms)> Took { get; } = new();

        public void Follow(Stream stream)
        {
            streams.Add(stream);
            _ = Task.Run(() => ReadAsync(stream));
        }

        public Task WriteAsync(int line, Func<Task> write)
        {
            written[line] = Stopwatch.GetTimestamp();
            return write();
        }

        public Task AllSeenAsync(TimeSpan patience) => all.Task.WaitAsync(patience);

        public void Dispose() => streams.ForEach(stream => stream.Dispose());

        private async Task ReadAsync(Stream stream)
        {
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync() is { } text)
                foreach (Match match in Mark().Matches(text))
                {
                    var line = long.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
                    Took.Enqueue((line, Stopwatch.GetElapsedTime(written[line]).TotalMilliseconds));
                    if (Interlocked.Increment(ref seen) == lines * watchers)
                        all.TrySetResult();
                }
        }

        [GeneratedRegex("line-([0-9]+)-")]
        private static partial Regex Mark();
    }
}
