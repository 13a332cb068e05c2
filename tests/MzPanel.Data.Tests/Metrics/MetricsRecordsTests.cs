using MzPanel.Data.Metrics;

namespace MzPanel.Data.Tests.Metrics;

public abstract class MetricsRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private const long Quarter = 900_000;
    private const long Day = 86_400_000;

    private MetricsRecords Metrics => new(Database);

    private static MetricsChunk Row(string server, long span, long heard, byte point, long step = 10, long part = 1) =>
        new() { ServerId = server, StepS = step, SpanAt = span, Part = part, HeardAt = heard, Points = [point] };

    private Task RollAsync(MetricsChunk coarse, params MetricsChunk[] of) => Metrics.RollAsync([new(coarse, of)], Quarter, isLast: false);

    private async Task<IEnumerable<(long Step, long Span, long Part, byte Point)>> ReadAsync(string server, long step, long from = 0, long to = 40 * Day) =>
        (await Metrics.ReadAsync(server, step, from, to)).Select(row => (row.StepS, row.SpanAt, row.Part, row.Points[0])).Order();

    [Fact]
    public async Task What_is_newer_of_a_part_replaces_it_and_what_is_older_does_not()
    {
        await Metrics.SaveAsync([Row("a", 0, 10, 1), Row("b", 0, 10, 9)]);
        await Metrics.SaveAsync([Row("a", 0, 20, 2)]);
        await Metrics.SaveAsync([Row("a", 0, 10, 1)]);
        await Metrics.SaveAsync([Row("a", 0, 15, 3, part: 12)]);

        Assert.Equal([(10, 0, 1, 2), (10, 0, 12, 3)], await ReadAsync("a", 10));
    }

    [Fact]
    public async Task Many_servers_are_saved_at_once()
    {
        await Metrics.SaveAsync([.. Enumerable.Range(0, 700).Select(i => Row($"srv{i:000}", 0, 10, 1))]);

        Assert.Single(await ReadAsync("srv000", 10));
        Assert.Single(await ReadAsync("srv699", 10));
    }

    [Fact]
    public async Task What_was_rolled_is_read_from_the_coarser_row_and_the_rest_from_the_finer()
    {
        await Metrics.SaveAsync([Row("a", 0, 10, 1), Row("a", Quarter, Quarter + 10, 2)]);
        Assert.Equal(0, await Metrics.FirstUnrolledAsync(10, before: Quarter));
        var due = await Metrics.UnrolledAsync(10, 0, Quarter, servers: 5);
        await RollAsync(Row("a", 0, due.Max(row => row.HeardAt), 7, step: 60, part: 0), [.. due]);

        Assert.Equal([(10, Quarter, 1, 2), (60, 0, 0, 7)], await ReadAsync("a", 60));
        Assert.Equal([(10, 0, 1, 1), (10, Quarter, 1, 2)], await ReadAsync("a", 10));
        Assert.Null(await Metrics.FirstUnrolledAsync(10, before: Quarter));
        Assert.Equal(Quarter, await Metrics.FirstUnrolledAsync(10, before: 2 * Quarter));
    }

    [Fact]
    public async Task What_comes_after_it_was_rolled_is_due_again()
    {
        await Metrics.SaveAsync([Row("a", 0, 10, 1)]);
        await RollAsync(Row("a", 0, 10, 7, step: 60, part: 0), Row("a", 0, 10, 1));
        await Metrics.SaveAsync([Row("a", 0, 20, 2)]);

        Assert.Equal(0, await Metrics.FirstUnrolledAsync(10, before: Quarter));
        // Somebody who had read the row before it changed marks nothing.
        await RollAsync(Row("a", 0, 10, 8, step: 60, part: 0), Row("a", 0, 10, 1));
        Assert.Equal(0, await Metrics.FirstUnrolledAsync(10, before: Quarter));
        Assert.Contains((60L, 0L, 0L, (byte)7), await ReadAsync("a", 60));
    }

    [Fact]
    public async Task An_older_part_that_comes_between_the_look_and_the_roll_stays_due()
    {
        await Metrics.SaveAsync([Row("a", 0, 890, 2, part: 400)]);
        var read = await Metrics.UnrolledAsync(10, 0, Quarter, 10);
        await Metrics.SaveAsync([Row("a", 0, 390, 1, part: 1)]);

        await RollAsync(Row("a", 0, 890, 7, step: 60, part: 0), [.. read]);

        Assert.Equal(0, await Metrics.FirstUnrolledAsync(10, before: Quarter));
        Assert.Equal([1, 400], (await Metrics.UnrolledAsync(10, 0, Quarter, 10)).Select(row => row.Part).Order());
    }

    [Fact]
    public async Task A_silo_that_read_less_does_not_overwrite_what_another_rolled_since()
    {
        var (first, second) = (Row("a", 0, 390, 1, part: 1), Row("a", 0, 890, 2, part: 400));
        await Metrics.SaveAsync([first]);
        await Metrics.SaveAsync([second]);
        await RollAsync(Row("a", 0, 890, 3, step: 60, part: 0), first, second);

        await RollAsync(Row("a", 0, 390, 1, step: 60, part: 0), first);

        Assert.Equal([(60, 0, 0, 3)], await ReadAsync("a", 60));
    }

    [Fact]
    public async Task So_many_servers_are_rolled_at_once_each_with_all_its_rows()
    {
        await Metrics.SaveAsync([Row("a", 0, 1, 1), Row("a", 0, 2, 2, part: 5), Row("a", Quarter, Quarter, 3), Row("b", 0, 1, 4), Row("c", 0, 1, 5)]);

        var due = await Metrics.UnrolledAsync(10, 0, 2 * Quarter, servers: 2);

        Assert.Equal([1, 2, 3, 4], due.Select(row => (int)row.Points[0]).Order());
    }

    [Fact]
    public async Task Old_rows_go_in_bounded_pieces_and_never_before_they_are_rolled()
    {
        await Metrics.SaveAsync([.. Enumerable.Range(0, 5).Select(i => Row("a", i * Quarter, i * Quarter, 1)), Row("b", 0, 1, 9)]);
        foreach (var span in Enumerable.Range(0, 5))
            await Metrics.RollAsync([new(Row("a", span * Quarter, span * Quarter, 7, step: 60, part: 0), [Row("a", span * Quarter, span * Quarter, 1)])], Quarter, isLast: true);

        Assert.Equal(2, await Metrics.SweepAsync(10, olderThan: 3 * Quarter, limit: 2));
        Assert.Equal(1, await Metrics.SweepAsync(10, olderThan: 3 * Quarter, limit: 2));
        Assert.Equal([(10, 3 * Quarter, 1, 1), (10, 4 * Quarter, 1, 1)], await ReadAsync("a", 10));
        Assert.Equal([(10, 0, 1, 9)], await ReadAsync("b", 10));
        Assert.Equal(5, (await ReadAsync("a", 60)).Count());
    }

    [Fact]
    public async Task A_minute_of_ten_thousand_servers_is_a_moment_of_writing()
    {
        var chunks = Enumerable.Range(0, 10_000).Select(i => Row($"srv_{i:00000}abcdefghijkl", 0, 10, 1) with { Points = new byte[900] }).ToList();
        await Metrics.SaveAsync(chunks);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await Metrics.SaveAsync([.. chunks.Select(chunk => chunk with { HeardAt = 20 })]);
        TestContext.Current.SendDiagnosticMessage($"10,000 rows written anew in {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.Equal(10_000, await ScalarAsync<long>("SELECT count(*) FROM metrics WHERE heard_at = 20"));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
    }

    [Fact]
    public async Task Only_spans_that_reach_into_the_time_are_read()
    {
        await Metrics.SaveAsync([.. Enumerable.Range(0, 4).Select(day => Row("a", day * Day, day * Day, (byte)day, step: 900, part: 0))]);

        Assert.Equal([1, 2], (await ReadAsync("a", 900, from: Day + 5, to: 3 * Day - 1)).Select(row => (int)row.Point));
    }
}

public sealed class SqliteMetricsRecordsTests() : MetricsRecordsTests(postgres: false);

public sealed class PostgresMetricsRecordsTests() : MetricsRecordsTests(postgres: true);
