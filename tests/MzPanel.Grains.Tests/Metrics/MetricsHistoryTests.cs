using MzPanel.Data.Metrics;
using MzPanel.Grains.Metrics;
using MzPanel.Grains.Servers;
using MzPanel.Protocol.Metrics;

namespace MzPanel.Grains.Tests.Metrics;

/// <summary>What a server measured: in memory until the records have it, bounded, and true when it is read in coarser steps.</summary>
public sealed class MetricsHistoryTests
{
    private const long Minute = 60_000;
    private const long T0 = 20_255 * 1440 * Minute;
    private readonly MetricsHistory history = new();
    private readonly List<MetricsChunk> records = [];

    [Fact]
    public void A_minute_holds_the_average_and_the_largest_value()
    {
        foreach (var (second, cpu) in new[] { (0, 10.0), (20, 70.0), (59, 40.0) })
            history.Add(T0 + second * 1000, new Heartbeat { CpuPct = cpu });

        var point = Assert.Single(Read(T0, T0 + Minute, 60));
        Assert.Equal((T0, new Span(40, 70)), (point.At, point.CpuPct));
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_stop_the_history_until_it_is_there_again()
    {
        history.Add(T0 + 60 * Minute, new Heartbeat { CpuPct = 10 });
        history.TakeNews("srv");
        history.Add(T0, new Heartbeat { CpuPct = 20 });
        history.Add(T0 + 10_000, new Heartbeat { CpuPct = 30 });

        Assert.Equal(new Span(25, 30), Assert.Single(Read(T0, T0 + Minute, 60)).CpuPct);
    }

    [Fact]
    public void What_a_server_does_not_measure_is_left_out()
    {
        history.Add(T0, new Heartbeat { CpuPct = 1 });

        var point = Assert.Single(Read(T0, T0, 60));
        Assert.Equal((null, null, null, null, null, null), (point.Load1, point.MemUsed, point.SwapUsed, point.DiskPct, point.NetRx, point.NetTx));
    }

    [Fact]
    public void Each_series_comes_from_its_member()
    {
        history.Add(T0, Full(rx: 0, tx: 0));
        history.Add(T0 + 10_000, Full(rx: 5_000, tx: 20_000));

        var point = Assert.Single(Read(T0, T0, 60));
        Assert.Equal((5d, 0.5, 600d, 7d), (point.CpuPct!.Value.Avg, point.Load1!.Value.Avg, point.MemUsed!.Value.Avg, point.SwapUsed!.Value.Avg));
        Assert.Equal((80d, 500d, 2_000d), (point.DiskPct!.Value.Max, point.NetRx!.Value.Avg, point.NetTx!.Value.Avg));
    }

    [Fact]
    public void It_is_the_same_after_a_move_to_another_silo_and_goes_on_from_there()
    {
        for (var beat = 0; beat < 20; beat++)
            history.Add(T0 + beat * 30_000, Full(rx: 300 * beat, tx: 0));
        var carried = history.Carry();
        Assert.InRange(carried.Length, 1, 64 * 1024);
        var moved = MetricsHistory.Of(carried);
        var next = T0 + 20 * 30_000;
        foreach (var each in (MetricsHistory[])[history, moved])
        {
            // The last heartbeat is handed over once more with the link.
            each.Add(next - 30_000, Full(rx: 300 * 19, tx: 0));
            each.Add(next, Full(rx: 300 * 21, tx: 0));
        }
        var (stayed, went) = (Assert.Single(history.TakeNews("srv")), Assert.Single(moved.TakeNews("srv")));
        Assert.Equal((stayed.SpanAt, stayed.Part, stayed.HeardAt), (went.SpanAt, went.Part, went.HeardAt));
        Assert.Equal(stayed.Points, went.Points);
        Assert.Equal(20, MetricsMerge.Read([went], next, next, 10)[^1].NetRx!.Value.Avg);
    }

    [Fact]
    public void A_history_that_an_earlier_program_carried_starts_anew()
    {
        using var bytes = new MemoryStream();
        using var old = new BinaryWriter(bytes);
        old.Write(false);
        old.Write(360);
        old.Write(new byte[360 * 106]);
        Assert.Equal(0, MetricsHistory.Of(bytes.ToArray()).Count);
    }

    [Fact]
    public void Coarser_steps_weigh_every_sample_alike_and_keep_the_peak()
    {
        history.Add(T0, new Heartbeat { CpuPct = 90 });
        foreach (var second in new[] { 0, 20, 40 })
            history.Add(T0 + Minute + second * 1000, new Heartbeat { CpuPct = 10 });

        Assert.Equal(new Span(30, 90), Assert.Single(Read(T0, T0 + Minute, 600)).CpuPct);
        Assert.Equal([T0, T0 + Minute], Read(T0, T0 + Minute, 60).Select(p => p.At));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20251)]
    public void Any_step_tells_the_same_truth(int seed)
    {
        var random = new Random(seed);
        var told = new List<(long At, double Cpu)>();
        for (var at = T0; at < T0 + 200 * Minute; at += random.Next(5_000, 90_000))
        {
            told.Add((at, random.Next(0, 101)));
            Keep(at, (int)told[^1].Cpu);
        }

        foreach (var step in new[] { 10, 60, 300, 3600 })
            foreach (var point in Read(T0, T0 + 200 * Minute, step))
            {
                var width = step * 1000L;
                var mine = told.Where(t => t.At / width * width == point.At).Select(t => t.Cpu).ToList();
                Assert.Equal(mine.Average(), point.CpuPct!.Value.Avg, 3);
                Assert.Equal(mine.Max(), point.CpuPct!.Value.Max);
            }
    }

    [Fact]
    public void Traffic_is_a_rate_between_two_heartbeats_even_across_a_minute()
    {
        history.Add(T0 + 50_000, Full(rx: 1_000_000, tx: 0));
        history.Add(T0 + 80_000, Full(rx: 1_300_000, tx: 60_000));

        var points = Read(T0, T0 + 2 * Minute, 60);
        Assert.Null(points[0].NetRx);
        Assert.Equal((10_000d, 2_000d), (points[1].NetRx!.Value.Avg, points[1].NetTx!.Value.Avg));
    }

    [Fact]
    public void Counters_that_start_again_after_a_reboot_are_never_negative_traffic()
    {
        history.Add(T0, Full(rx: 9_000_000, tx: 9_000_000));
        history.Add(T0 + 10_000, Full(rx: 1_000, tx: 0));
        history.Add(T0 + 20_000, Full(rx: 101_000, tx: 50_000));

        var point = Assert.Single(Read(T0, T0, 60));
        Assert.Equal(new Span(5_000, 10_000), point.NetRx);
        Assert.Equal(new Span(2_500, 5_000), point.NetTx);
    }

    [Fact]
    public void A_heartbeat_without_counters_does_not_break_the_next_rate()
    {
        history.Add(T0, Full(rx: 0, tx: 0));
        history.Add(T0 + 10_000, new Heartbeat { CpuPct = 1 });
        history.Add(T0 + 20_000, Full(rx: 40_000, tx: 0));

        Assert.Equal(new Span(2_000, 2_000), Assert.Single(Read(T0, T0, 60)).NetRx);
    }

    [Fact]
    public void Two_heartbeats_at_the_same_instant_make_no_endless_rate()
    {
        history.Add(T0, Full(rx: 0, tx: 0));
        history.Add(T0, Full(rx: 9_000, tx: 0));

        Assert.Null(Assert.Single(Read(T0, T0, 60)).NetRx);
    }

    [Fact]
    public void A_heartbeat_that_is_not_newer_than_the_last_is_dropped()
    {
        history.Add(T0 + Minute, new Heartbeat { CpuPct = 1 });
        history.Add(T0 + Minute, new Heartbeat { CpuPct = 50 });
        history.Add(T0, new Heartbeat { CpuPct = 99 });

        Assert.Equal((1, new Span(1, 1)), (history.Count, Assert.Single(Read(0, T0 + Minute, 60)).CpuPct));
    }

    [Fact]
    public void Silent_minutes_are_holes_and_reads_are_cut_to_their_span()
    {
        foreach (var minute in new[] { 0, 1, 5, 6 })
            history.Add(T0 + minute * Minute, new Heartbeat { CpuPct = minute });

        Assert.Equal([T0 + Minute, T0 + 5 * Minute], Read(T0 + Minute, T0 + 5 * Minute, 60).Select(p => p.At));
        Assert.Empty(Read(T0 + 2 * Minute, T0 + 4 * Minute, 60));
    }

    [Fact]
    public void Each_quarter_of_an_hour_is_a_row_and_only_that_of_the_moment_stays()
    {
        history.Add(T0 + 14 * Minute, new Heartbeat { CpuPct = 1 });
        history.Add(T0 + 16 * Minute, new Heartbeat { CpuPct = 2 });

        var news = history.TakeNews("srv");
        Assert.Equal([(T0, T0 + 14 * Minute), (T0 + 15 * Minute, T0 + 16 * Minute)], news.Select(row => (row.SpanAt, row.Part)));
        Assert.Equal((1, 0), (history.Count, history.TakeNews("srv").Count));

        history.Add(T0 + 17 * Minute, new Heartbeat { CpuPct = 3 });
        Assert.Equal((T0 + 16 * Minute, T0 + 17 * Minute), history.TakeNews("srv") is [var row] ? (row.Part, row.HeardAt) : default);
    }

    [Fact]
    public void Rows_of_a_finer_step_come_to_one_of_a_coarser_step_that_tells_the_same()
    {
        var random = new Random(7);
        for (var at = T0; at < T0 + 1440 * Minute; at += random.Next(20_000, 40_000))
            Keep(at, random.Next(0, 101));
        var minutes = Rolled(records, Resolution.All[1]);
        var day = Assert.Single(Rolled(minutes, Resolution.All[2]));

        Assert.Equal((96, T0), (minutes.Count, day.SpanAt));
        foreach (var (exact, told) in MetricsMerge.Read(records, T0, T0 + 1439 * Minute, 900).Zip(MetricsMerge.Read([day], T0, T0 + 1439 * Minute, 900)))
        {
            Assert.Equal((exact.At, exact.CpuPct!.Value.Max), (told.At, told.CpuPct!.Value.Max));
            Assert.Equal(exact.CpuPct.Value.Avg, told.CpuPct.Value.Avg, 3);
        }
        Assert.Equal(96, MetricsMerge.Read([day], T0, T0 + 1439 * Minute, 900).Count);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    [InlineData(-1e300)]
    [InlineData(double.MaxValue)]
    public void A_number_beyond_reason_poisons_no_answer(double cpu)
    {
        history.Add(T0, new Heartbeat { CpuPct = cpu });
        history.Add(T0 + 1, new Heartbeat { CpuPct = cpu });
        history.Add(T0 + 2, new Heartbeat { CpuPct = 4 });

        Assert.Equal(new Span(4, 4), Assert.Single(Read(T0, T0, 60)).CpuPct);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(33.3)]
    [InlineData(68_719_476_735)]
    public void The_average_of_equal_values_is_not_above_their_peak(double value)
    {
        for (var i = 0; i < 60; i++)
            history.Add(T0 + i * 1000, new Heartbeat { CpuPct = value });

        var span = Assert.Single(Read(T0, T0, 60)).CpuPct!.Value;
        Assert.True(span.Avg <= span.Max, $"{span.Avg:R} > {span.Max:R}");
    }

    [Fact]
    public void A_flood_of_heartbeats_neither_grows_nor_breaks_it()
    {
        for (var i = 0; i < 200_000; i++)
            history.Add(T0 + i, new Heartbeat { CpuPct = 7 });

        Assert.Equal((20, new Span(7, 7)), (history.Count, Assert.Single(Read(T0, T0 + Minute - 1, 60)).CpuPct));
    }

    private void Keep(long at, int cpu)
    {
        history.Add(at, new Heartbeat { CpuPct = cpu });
        Take();
    }

    private void Take()
    {
        foreach (var row in history.TakeNews("srv"))
        {
            records.RemoveAll(row.IsAbout);
            records.Add(row);
        }
    }

    /// <summary>As the grain reads: what the records have, and what is on its way there.</summary>
    private IReadOnlyList<MetricsPoint> Read(long from, long to, int stepS)
    {
        Take();
        return MetricsMerge.Read(records, from, to, stepS);
    }

    private static List<MetricsChunk> Rolled(IEnumerable<MetricsChunk> rows, Resolution to) =>
        [.. rows.GroupBy(row => to.SpanOf(row.SpanAt)).Select(span => MetricsMerge.Roll([.. span], to))];

    private static Heartbeat Full(long rx, long tx) => new()
    {
        CpuPct = 5,
        Load = [0.5, 1, 2],
        MemUsed = 600,
        SwapUsed = 7,
        Disks = [new() { Mount = "/", Total = 100, Used = 30 }, new() { Mount = "/var", Total = 10, Used = 8 }, new() { Mount = "/none", Total = 0, Used = 0 }],
        Net = new() { RxBytes = rx, TxBytes = tx },
    };
}
