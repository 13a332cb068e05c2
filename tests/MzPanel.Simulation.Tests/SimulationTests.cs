using System.Collections.Concurrent;
using MzPanel.Simulation.Tests.Schedules;

namespace MzPanel.Simulation.Tests;

/// <summary>delivery.md, "Invariants", over schedules of faults.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Replayed = 20;

    [Fact]
    public void Every_schedule_keeps_the_invariants()
    {
        var failures = new ConcurrentBag<Outcome>();
        Crew.Run(Seeds.All, seed =>
        {
            var outcome = Schedule.Play(seed);
            if (Seeds.Only is not null)
                output.WriteLine(outcome.Diary.Last(int.MaxValue));
            if (outcome.Failure is not null)
                failures.Add(outcome);
        });
        foreach (var group in failures.GroupBy(f => f.Failure!.Invariant))
            output.WriteLine($"{group.Key}: {group.Count()} ({string.Join(' ', group.Select(f => f.Seed).Order().Take(10))})");
        Assert.True(failures.IsEmpty, $"{failures.Count} of {Seeds.All.Length} schedules failed. {failures.MinBy(f => f.Seed)?.Failure?.Text}");
    }

    [Fact]
    public void A_seed_played_again_is_the_same_three_times_out_of_three() => Crew.Run([.. Seeds.All.Take(Replayed)], seed =>
    {
        var first = Schedule.Play(seed).Diary;
        for (var again = 0; again < 2; again++)
            Assert.Equal(first.Last(int.MaxValue), Schedule.Play(seed).Diary.Last(int.MaxValue));
    });
}
