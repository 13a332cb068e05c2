using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains.Limits;
using MzPanel.Silo.Limits;

namespace MzPanel.Silo.Tests.Limits;

public sealed class CallerRatesTests
{
    private const int PerMinute = 1200;
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Silos_that_tell_each_other_at_once_hold_the_limit_exactly()
    {
        var (silos, ledger) = (Silos(3), new RateBucket(PerMinute, time));

        var taken = Enumerable.Range(0, 5_000).Count(i => TakeAndTell(silos[i % 3], ledger));

        Assert.Equal(PerMinute, taken);
    }

    [Theory]
    [InlineData(2), InlineData(5), InlineData(20)]
    public void Silos_that_tell_when_asked_to_pass_the_limit_by_less_than_a_50th_each(int count)
    {
        var (silos, ledger) = (Silos(count), new RateBucket(PerMinute, time));

        var taken = Enumerable.Range(0, 10_000).Count(i => TakeAndTellWhenDue(silos[i % count], ledger));

        Assert.InRange(taken, PerMinute, PerMinute + count * PerMinute / 50);
    }

    [Fact]
    public void In_the_long_run_a_cluster_lets_through_what_one_silo_would()
    {
        var (silos, ledger) = (Silos(4), new RateBucket(PerMinute, time));

        var taken = 0;
        for (var ms = 0; ms < 600_000; ms += 10)
        {
            taken += silos.Count(silo => TakeAndTellWhenDue(silo, ledger));
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(taken, 11 * PerMinute * 0.98, 11 * PerMinute * 1.02);
    }

    [Fact]
    public void A_silo_that_nobody_answers_counts_alone_and_tells_later()
    {
        var (silos, ledger) = (Silos(2), new RateBucket(PerMinute, time));
        for (var i = 0; i < 300; i++)
            silos[0].TryTake("a");
        silos[0].Untell(silos[0].Tell(10));
        Tell(silos[0], ledger);

        silos[1].TryTake("a");
        Tell(silos[1], ledger);

        Assert.Equal(PerMinute - 301, (int)silos[1].TryTake("a").Left + 1);
    }

    [Fact]
    public void A_ledger_that_lost_its_memory_gives_nobody_more()
    {
        var silo = new CallerRates(PerMinute, time);
        for (var i = 0; i < 700; i++)
            silo.TryTake("a");
        silo.Learn(silo.Tell(10), [PerMinute]);

        Assert.Equal(PerMinute - 701, silo.TryTake("a").Left);
    }

    [Fact]
    public void Callers_are_forgotten_when_their_bucket_is_full_and_never_more_than_so_many()
    {
        var silo = new CallerRates(PerMinute, time, mostCallers: 100);
        for (var i = 0; i < 1000; i++)
            silo.TryTake($"c{i}");
        var full = silo.Count;
        silo.Forget(alone: false);
        var untold = silo.Count;

        time.Advance(TimeSpan.FromMinutes(2));
        silo.Forget(alone: true);

        Assert.InRange(full, 100, 101);
        Assert.Equal((full, 0), (untold, silo.Count));
        Assert.Empty(silo.Tell(10));
    }

    private CallerRates[] Silos(int count) => [.. Enumerable.Range(0, count).Select(_ => new CallerRates(PerMinute, time))];

    private static bool TakeAndTell(CallerRates silo, RateBucket ledger)
    {
        // What a silo hears before each request is what all of them told.
        silo.Learn([new("a", 0)], [ledger.Level]);
        var (taken, _, _) = silo.TryTake("a");
        Tell(silo, ledger);
        return taken;
    }

    private static bool TakeAndTellWhenDue(CallerRates silo, RateBucket ledger)
    {
        var (taken, _, tell) = silo.TryTake("a");
        if (tell)
            Tell(silo, ledger);
        return taken;
    }

    private static void Tell(CallerRates silo, RateBucket ledger)
    {
        var uses = silo.Tell(10);
        foreach (var use in uses)
            ledger.Take(use.Count);
        silo.Learn(uses, [.. uses.Select(_ => ledger.Level)]);
    }
}
