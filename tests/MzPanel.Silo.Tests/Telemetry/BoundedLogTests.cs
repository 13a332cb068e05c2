using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Silo.Telemetry;

namespace MzPanel.Silo.Tests.Telemetry;

public sealed class BoundedLogTests : IDisposable
{
    private const int Most = LogBudget.OfAll + LogBudget.Tallies;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 300, TimeSpan.Zero));
    private readonly Written written;
    private readonly BoundedLog log;

    public BoundedLogTests()
    {
        written = new Written(time);
        log = new BoundedLog(written, time);
    }

    [Fact]
    public void Few_lines_all_come_out_as_they_are()
    {
        Say("A", 1, LogBudget.OfOneKind);
        Say("A", 2, LogBudget.OfOneKind);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2 * LogBudget.OfOneKind, written.Lines.Count);
    }

    [Fact]
    public void A_flood_of_one_kind_leaves_room_for_another()
    {
        Say("A", 1, 5000);
        Say("B", 1, 1);
        Assert.Equal(LogBudget.OfOneKind + 1, written.Lines.Count);
    }

    [Fact]
    public void What_was_left_out_is_said_once_in_the_next_second_though_nothing_follows()
    {
        Say("A", 1, 5000);
        written.Lines.Clear();
        time.Advance(TimeSpan.FromSeconds(1));
        var (_, text) = Assert.Single(written.Lines);
        Assert.Equal($"{5000 - LogBudget.OfOneKind} more lines of A (1) were left out in the second before", text);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(written.Lines);
    }

    [Fact]
    public void No_second_of_the_clock_has_more_than_fifty_lines_whatever_comes()
    {
        var random = new Random(7);
        for (var step = 0; step < 4000; step++)
        {
            Say("C" + random.Next(100).ToString(CultureInfo.InvariantCulture), random.Next(4), random.Next(30));
            time.Advance(TimeSpan.FromMilliseconds(random.Next(20)));
        }
        Assert.All(written.Lines.GroupBy(line => line.Second), second => Assert.InRange(second.Count(), 1, Most));
    }

    [Fact]
    public void Every_line_is_written_or_counted()
    {
        for (var kind = 0; kind < 1000; kind++)
            Say("A", kind, 20);
        log.Dispose();
        var counted = written.Lines.Where(line => line.Text.Contains("were left out", StringComparison.Ordinal))
            .Sum(line => int.Parse(line.Text.Split(' ')[0], CultureInfo.InvariantCulture));
        Assert.Equal(20_000, counted + written.Lines.Count(line => line.Text == "said"));
    }

    public void Dispose() => log.Dispose();

    private void Say(string category, int eventId, int times)
    {
        var logger = log.CreateLogger(category);
        for (var i = 0; i < times; i++)
            logger.Log(LogLevel.Warning, new EventId(eventId), "said", null, (state, _) => state);
    }

    private sealed class Written(TimeProvider time) : ILoggerProvider, ILogger
    {
        public List<(long Second, string Text)> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((time.GetUtcNow().ToUnixTimeSeconds(), formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
