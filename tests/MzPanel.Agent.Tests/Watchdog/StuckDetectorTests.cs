using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Watchdog;

namespace MzPanel.Agent.Tests.Watchdog;

public class StuckDetectorTests
{
    private readonly FakeTimeProvider time = new();
    private readonly Pulse one = new();
    private readonly Pulse other = new();

    [Fact]
    public void A_loop_that_has_not_come_round_for_60_seconds_is_stuck_even_when_the_other_has()
    {
        var detector = new StuckDetector([one, other], time);
        Assert.Equal(60, Enumerable.Range(1, 100).First(_ => Second(detector, other)));
    }

    [Fact]
    public void Loops_that_beat_are_never_stuck()
    {
        var detector = new StuckDetector([one, other], time);
        Assert.DoesNotContain(true, Enumerable.Range(0, 1000).Select(_ => Second(detector, one, other)));
    }

    [Fact]
    public void A_pause_of_the_whole_process_is_not_a_stuck_loop()
    {
        var detector = new StuckDetector([one], time);
        time.Advance(TimeSpan.FromHours(5));
        Assert.False(detector.IsStuck());
    }

    private bool Second(StuckDetector detector, params Pulse[] beating)
    {
        foreach (var pulse in beating)
            pulse.Beat();
        time.Advance(TimeSpan.FromSeconds(1));
        return detector.IsStuck();
    }
}
