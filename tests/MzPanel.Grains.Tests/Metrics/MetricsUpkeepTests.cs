using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Data.Metrics;
using MzPanel.Grains.Metrics;
using MzPanel.Protocol.Metrics;
using MzPanel.Testing;

namespace MzPanel.Grains.Tests.Metrics;

/// <summary>Metrics grow coarser with time, and go: what is kept of a server is bounded.</summary>
public sealed class MetricsUpkeepTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider time = new(Start);
    private readonly MetricsHistory history = new();
    private TestRecords records = null!;

    private MetricsRecords Rows => new(records.Database);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async ValueTask InitializeAsync() => records = await TestRecords.SqliteAsync(time);

    public ValueTask DisposeAsync() => records.DisposeAsync();

    [Fact]
    public async Task An_hour_is_kept_in_steps_of_ten_seconds_a_day_in_minutes_and_a_month_in_quarters_of_an_hour()
    {
        await MeasureAsync(TimeSpan.FromHours(50));

        Assert.Equal((90, 15), ((await CountAsync(10)).InAQuarter, (await CountAsync(60)).InAQuarter));
        Assert.InRange((await CountAsync(10)).Since, TimeSpan.FromHours(1), TimeSpan.FromHours(3));
        Assert.InRange((await CountAsync(60)).Since, TimeSpan.FromHours(24), TimeSpan.FromHours(50));
        Assert.Equal(TimeSpan.FromHours(50), (await CountAsync(900)).Since);

        time.Advance(TimeSpan.FromDays(32));
        await MeasureAsync(TimeSpan.FromHours(1));
        Assert.InRange((await CountAsync(900)).Since, TimeSpan.FromHours(1), TimeSpan.FromDays(33));
        Assert.InRange(await RowsAsync(), 1, 20);
    }

    [Fact]
    public async Task A_day_and_a_half_of_one_server_is_few_rows()
    {
        await MeasureAsync(TimeSpan.FromHours(36));

        // 8 or 9 of two hours, 96 + 48 of minutes, and one of the day before.
        Assert.InRange(await RowsAsync(), 1, 160);
    }

    [Fact]
    public async Task Two_silos_that_do_it_at_once_leave_what_one_would()
    {
        await MeasureAsync(TimeSpan.FromHours(1), withUpkeep: false);
        time.Advance(TimeSpan.FromMinutes(20));
        await Task.WhenAll(Upkeep().TurnAsync(), Upkeep().TurnAsync());

        var points = MetricsMerge.Read(await Rows.ReadAsync("srv", 60, 0, Now), 0, Now, 60);
        Assert.Equal(60, points.Count);
        Assert.All(points, point => Assert.Equal(50, point.CpuPct!.Value.Avg));
    }

    [Fact]
    public async Task What_comes_when_its_neighbours_are_gone_is_added_to_what_they_came_to()
    {
        await MeasureAsync(TimeSpan.FromMinutes(15));
        await MeasureAsync(TimeSpan.FromHours(3));
        var late = new MetricsHistory();
        for (var beat = 0; beat < 6; beat++)
            late.Add(Start.AddMinutes(1).AddSeconds(beat * 10).ToUnixTimeMilliseconds() + 1, new Heartbeat { CpuPct = 100 });
        await Rows.SaveAsync(late.TakeNews("srv"));
        await Upkeep().TurnAsync();

        var points = MetricsMerge.Read(await Rows.ReadAsync("srv", 60, 0, Now), 0, Now, 60);
        Assert.Equal([50, 75, 50], points.Take(3).Select(point => point.CpuPct!.Value.Avg));
    }

    [Fact]
    public async Task A_damaged_row_keeps_no_other_from_being_rolled()
    {
        await Rows.SaveAsync([new MetricsChunk { ServerId = "bad", StepS = 10, SpanAt = Now, Part = 1, HeardAt = Now, Points = [1, 0, 255, 255] }]);
        await MeasureAsync(TimeSpan.FromHours(1));

        Assert.True((await CountAsync(60)).InAQuarter > 0);
        Assert.Null(await Rows.FirstUnrolledAsync(10, Start.ToUnixTimeMilliseconds() + 1));
    }

    [Fact]
    public async Task A_silo_whose_clock_is_months_ahead_sweeps_nothing_that_is_new()
    {
        await using var shared = await TestRecords.PostgresAsync();
        var rows = new MetricsRecords(shared.Database);
        var now = (await shared.Database.ClockAsync()).ToUnixTimeMilliseconds();
        history.Add(now, new Heartbeat { CpuPct = 50 });
        await rows.SaveAsync(history.TakeNews("srv"));
        time.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(now).AddDays(60));

        await new MetricsUpkeep(rows, shared.Database, new Jitter(new Random(1)), time, NullLogger<MetricsUpkeep>.Instance).TurnAsync();

        Assert.Equal(10, Assert.Single(await rows.ReadAsync("srv", 10, 0, now)).StepS);
    }

    private async Task MeasureAsync(TimeSpan span, bool withUpkeep = true)
    {
        for (var left = span; left > TimeSpan.Zero; left -= TimeSpan.FromMinutes(15))
        {
            for (var beat = 0; beat < 90; beat++, time.Advance(TimeSpan.FromSeconds(10)))
                history.Add(Now, new Heartbeat { CpuPct = 50 });
            await Rows.SaveAsync(history.TakeNews("srv"));
            if (withUpkeep)
                await Upkeep().TurnAsync();
        }
    }

    private async Task<(int InAQuarter, TimeSpan Since)> CountAsync(int stepS)
    {
        var points = MetricsMerge.Read(await Rows.ReadAsync("srv", stepS, 0, Now), 0, Now, stepS);
        var quarter = Resolution.Finest.SpanOf(Now - 900_000);
        return (points.Count(point => point.At >= quarter && point.At < quarter + 900_000), TimeSpan.FromMilliseconds(Now - points[0].At));
    }

    private Task<long> RowsAsync() => records.Database.FirstAsync<long>("SELECT count(*) FROM metrics");

    private MetricsUpkeep Upkeep() =>
        new(Rows, records.Database, new Jitter(new Random(1)), time, NullLogger<MetricsUpkeep>.Instance);
}
