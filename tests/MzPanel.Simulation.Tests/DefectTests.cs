using System.Collections.Concurrent;
using MzPanel.Simulation.Tests.Schedules;

namespace MzPanel.Simulation.Tests;

/// <summary>The simulation can fail: each defect that is planted breaks the invariant it should in one of the usual schedules.</summary>
public sealed class DefectTests(ITestOutputHelper output)
{
    [Fact]
    public void Each_planted_defect_is_found()
    {
        var found = new ConcurrentDictionary<int, Outcome?>();
        Crew.Run([.. Enumerable.Range(0, Planted.All.Count)], at => found[at] = Find(Planted.All[at]));
        foreach (var (at, outcome) in found.OrderBy(f => f.Key))
            output.WriteLine($"{Planted.All[at].Name}: {(outcome is null ? "NOT FOUND" : $"seed {outcome.Seed}, {outcome.Failure!.Text.Split('\n')[0]}")}");
        Assert.DoesNotContain(null, found.Values);
    }

    private static Outcome? Find(Planted planted) => Seeds.ForDefects.Select(seed => Schedule.Play(seed, planted.Defect))
        .FirstOrDefault(outcome => outcome.Failure?.Invariant == planted.Breaks);
}
