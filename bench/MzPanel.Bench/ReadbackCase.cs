using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>100,000 lines of 100 bytes written in frames of 50, then read back as text and page by page.</summary>
internal static class ReadbackCase
{
    private const int Lines = 100_000;
    private const int Frame = 50;
    private const int Window = 5_000;

    public static async Task RunAsync(Report report)
    {
        await using var silo = await SiloProcess.StartAsync();
        using var panel = await Panel.OfAsync(silo);
        await using var job = await RunningJob.StartAsync(silo, panel);
        var clock = Stopwatch.StartNew();
        for (var seq = 1; seq <= Lines; seq += Frame)
        {
            await job.WriteAsync(seq, Enumerable.Range(seq, Frame).Select(n => n.ToString("D100", CultureInfo.InvariantCulture)));
            if (seq > Window)
                await job.AckedAsync(seq - Window);
        }
        await job.AckedAsync(Lines);
        var written = Print("written, durable and acknowledged", clock);
        report.More("written, durable and acknowledged", written, "lines/s");
        var (texts, pages) = (new List<double>(), new List<double>());
        await job.EndAsync(Lines);
        for (var run = 1; run <= 3; run++)
        {
            clock.Restart();
            var text = await panel.Http.GetByteArrayAsync($"/v1/jobs/{job.JobId}/logs.txt");
            texts.Add(Print($"logs.txt, run {run} ({text.Length} bytes)", clock));
            clock.Restart();
            await PagesAsync(panel, job.JobId);
            pages.Add(Print($"pages of 5,000, run {run}", clock));
        }
        report.More("read back as text, to written", Figures.At([.. texts.Order()], 0.5), "lines/s", written);
        report.More("read back in pages, to written", Figures.At([.. pages.Order()], 0.5), "lines/s", written);
    }

    private static async Task PagesAsync(Panel panel, string jobId)
    {
        for (long after = 0; after < Lines;)
            after = NextAfter(await panel.Http.GetByteArrayAsync($"/v1/jobs/{jobId}/logs?after={after}&limit=5000"));
    }

    // Behind the lines; reading them all as JSON would measure this program.
    private static long NextAfter(ReadOnlySpan<byte> page)
    {
        var tail = page[(page.LastIndexOf("],"u8) + 2)..];
        using var rest = JsonDocument.Parse(Encoding.UTF8.GetString(tail).Insert(0, "{"));
        return rest.RootElement.GetProperty("next_after").GetInt64();
    }

    private static double Print(string what, Stopwatch clock)
    {
        var (took, rate) = (clock.Elapsed, Lines / clock.Elapsed.TotalSeconds);
        Console.WriteLine($"{what}: {took.TotalMilliseconds:0} ms, {rate:0} lines/s");
        return rate;
    }
}
