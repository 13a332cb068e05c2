using MzPanel.Simulation.Tests.Schedules;

namespace MzPanel.Simulation.Tests;

/// <summary>The simulation can fail: each defect that is planted breaks an invariant in one of the usual schedules.</summary>
public sealed class DefectTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Defects.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_planted_defect_is_found(string name)
    {
        var found = Seeds.ForDefects.Select(seed => Schedule.Play(seed, Defects.All[name])).FirstOrDefault(o => o.Failure is not null);
        Assert.True(found is not null, $"Nobody noticed {name}.");
        output.WriteLine($"{name}: {found.Failure!.Invariant}, seed {found.Seed}: {found.Failure.Text.Split('\n')[0]}");
    }
}
