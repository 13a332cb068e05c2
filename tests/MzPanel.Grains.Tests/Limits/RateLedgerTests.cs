using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains.Limits;

namespace MzPanel.Grains.Tests.Limits;

public sealed class RateLedgerTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void It_adds_up_what_silos_tell_by_caller()
    {
        var ledger = new RateLedger(60, time);

        Assert.Equal([50, 55], ledger.Note([new("a", 10), new("b", 5)]));
        Assert.Equal([30.0], ledger.Note([new("a", 20)]));
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([40.0], ledger.Note([new("a", 0)]));
    }

    [Fact]
    public void Who_uses_nothing_is_forgotten_and_there_are_never_more_than_so_many()
    {
        var ledger = new RateLedger(60, time, mostCallers: 100);
        ledger.Note([.. Enumerable.Range(0, 1000).Select(i => new RateUse($"c{i}", 1))]);
        var full = ledger.Count;

        time.Advance(TimeSpan.FromMinutes(1));
        ledger.Note([new("late", 1)]);

        Assert.Equal((100, 1), (full, ledger.Count));
    }
}
