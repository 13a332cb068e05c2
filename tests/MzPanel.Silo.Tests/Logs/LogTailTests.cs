using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Data.Logs;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Logs;
using MzPanel.Silo.Live;
using MzPanel.Silo.Logs;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Logs;

/// <summary>One viewer without a network: on real records, with news and time in the test's hand.</summary>
public sealed class LogTailTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private readonly LiveFeed feed = new();
    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly CancellationTokenSource gone = new();
    private readonly StringBuilder seen = new();
    private TestRecords? records;
    private JobRow? job;
    private bool allowed = true;
    private bool away;

    private Database Database => records!.Database;

    [Fact]
    public async Task Without_any_news_the_records_are_read_every_two_seconds()
    {
        var run = Run();
        await SeeAsync("event: status");
        await WriteAsync(1, "a");

        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.DoesNotContain("event: log", await SeenAsync(), StringComparison.Ordinal);
        await MoveUntilAsync("id: 1");

        await StopAsync(run);
    }

    [Fact]
    public async Task A_hole_in_the_news_is_filled_from_the_records_at_once()
    {
        var run = Run();
        await SeeAsync("event: status");
        await WriteAsync(1, "a", "b");
        await WriteAsync(3, "c");

        feed.Offer(News(3, "c"));

        await SeeAsync("id: 3");
        Assert.Contains("\"text\":\"b\"", await SeenAsync(), StringComparison.Ordinal);
        await StopAsync(run);
    }

    [Fact]
    public async Task News_that_were_dropped_are_made_up_for_from_the_records_at_once()
    {
        var run = Run();
        await SeeAsync("event: status");
        for (var n = 1; n <= 40; n++)
            await WriteAsync(n, new string('x', 60_000));

        for (var n = 1; n <= 40; n++)
            feed.Offer(News(n, new string('x', 60_000)));

        await SeeAsync("id: 40\n");
        await StopAsync(run);
    }

    [Fact]
    public async Task Who_may_not_look_any_more_sees_nothing_more()
    {
        var run = Run();
        await SeeAsync("event: status");
        allowed = false;
        await WriteAsync(1, "secret");

        feed.Offer(new JobNews());

        await run.WaitAsync(TimeSpan.FromSeconds(15));
        Assert.DoesNotContain("secret", await SeenAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("event: end", await SeenAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_records_are_away_the_viewer_waits_and_then_goes_on_where_it_was()
    {
        var run = Run();
        await WriteAsync(1, "before");
        await MoveUntilAsync("id: 1");
        away = true;
        await WriteAsync(2, "meanwhile");
        feed.Offer(new JobNews());
        await MoveUntilAsync("\n\n:\n\n");
        Assert.DoesNotContain("id: 2", await SeenAsync(), StringComparison.Ordinal);

        away = false;

        await MoveUntilAsync("id: 2");
        await StopAsync(run);
    }

    [Fact]
    public async Task A_viewer_that_goes_ends_its_run()
    {
        var run = Run();
        await SeeAsync("event: status");

        await StopAsync(run);
    }

    [Fact]
    public async Task A_log_longer_than_a_batch_is_sent_in_pieces_whole()
    {
        const int Lines = 12_000;
        for (var n = 1; n <= Lines; n += 400)
            await WriteAsync(n, [.. Enumerable.Range(n, 400).Select(i => $"line {i}")]);

        var run = Run();
        await MoveUntilAsync($"id: {Lines}\n");

        var texts = (await SeenAsync()).Split("\"text\":\"").Skip(1).Select(t => t[..t.IndexOf('"', StringComparison.Ordinal)]);
        Assert.Equal(Enumerable.Range(1, Lines).Select(i => $"line {i}"), texts);
        await StopAsync(run);
    }

    public async ValueTask InitializeAsync()
    {
        records = await TestRecords.SqliteAsync(time);
        var seed = new Seed(Database);
        var server = await seed.ServerAsync();
        var offered = await seed.OfferedAsync(server, await seed.ConnectAsync(server.Id));
        job = (await new JobRecords(Database).FindAsync(offered.Id))!;
    }

    public async ValueTask DisposeAsync()
    {
        gone.Dispose();
        await records!.DisposeAsync();
    }

    private Task Run() => new LogTail(ReadAsync, new JobLogReader(new LogRecords(Database)), feed, new SseWriter(pipe.Writer, time), new LogMeters(new Meters()), time).RunAsync(job!, 0, gone.Token);

    private async ValueTask<JobRow?> ReadAsync() => away ? throw new StorageException(StorageFault.Unavailable, "away") : allowed ? await new JobRecords(Database).FindAsync(job!.Id) : null;

    private async Task StopAsync(Task run)
    {
        await gone.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(15));
    }

    private async Task WriteAsync(long seq, params string[] texts) => Assert.True(
        await new LogRecords(Database).AppendAsync(job!.Id, job.CommandId!, 0, seq - 1, [new LogChunk(seq, texts.Length, Encode(texts))]));

    private JobNews News(long seq, params string[] texts) => new() { CommandId = job!.CommandId, FirstSeq = seq, Count = texts.Length, Bytes = Encode(texts) };

    private static byte[] Encode(string[] texts) => LogCodec.Encode([.. texts.Select(text => new LogLine { Stream = LogLine.Stdout, Text = text })], 7);

    private Task SeeAsync(string text) => Until.Async(async () => (await SeenAsync()).Contains(text, StringComparison.Ordinal));

    private Task MoveUntilAsync(string text) =>
        Until.Async(async () => (await SeenAsync()).Contains(text, StringComparison.Ordinal), () => time.Advance(TimeSpan.FromMilliseconds(50)));

    private async Task<string> SeenAsync()
    {
        while (pipe.Reader.TryRead(out var result) && !result.Buffer.IsEmpty)
        {
            seen.Append(Encoding.UTF8.GetString(result.Buffer));
            pipe.Reader.AdvanceTo(result.Buffer.End);
        }
        await Task.Yield();
        return seen.ToString();
    }
}
