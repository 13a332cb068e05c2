namespace MzPanel.Simulation.Tests.Engine;

/// <summary>The time of one node: monotonic time is the loop's, the wall clock may jump.</summary>
internal sealed class NodeClock(SimLoop loop) : TimeProvider
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>How far the wall clock is off, ms.</summary>
    public long Offset { get; set; }

    public override long TimestampFrequency => 1000;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public long UnixMs => GetUtcNow().ToUnixTimeMilliseconds();

    public override DateTimeOffset GetUtcNow() => Begin.AddMilliseconds(loop.Now + Offset);

    public override long GetTimestamp() => loop.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(loop, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SimLoop loop, Action act) : ITimer
    {
        private Alarm? alarm;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            alarm?.Dispose();
            alarm = dueTime == Timeout.InfiniteTimeSpan ? null : loop.After((long)dueTime.TotalMilliseconds, () => Tick(period));
            return true;
        }

        public void Dispose() => alarm?.Dispose();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Tick(TimeSpan period)
        {
            if (period > TimeSpan.Zero)
                Change(period, period);
            act();
        }
    }
}
