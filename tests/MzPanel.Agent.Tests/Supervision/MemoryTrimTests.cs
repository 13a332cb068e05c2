using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Supervision;

namespace MzPanel.Agent.Tests.Supervision;

public sealed class MemoryTrimTests
{
    [Fact]
    public void Gives_memory_back_after_the_start_and_every_ten_minutes()
    {
        var time = new FakeTimeProvider();
        var at = new List<int>();
        var second = 0;
        var trim = new MemoryTrim(time, () => at.Add(second));

        for (; second <= 1_300; second++, time.Advance(TimeSpan.FromSeconds(1)))
            trim.CameRound();

        Assert.Equal([10, 610, 1_210], at);
    }
}
