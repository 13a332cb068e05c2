namespace MzPanel.Agent.Watchdog;

/// <summary>
/// Says when a loop has not come round for 60 s. Pure. Time in which the whole process stood still (a paused VPS, SIGSTOP) does
/// not count: nobody is stuck then.
/// </summary>
internal sealed class StuckDetector(IReadOnlyList<Pulse> pulses, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(5);
    private readonly (int Beats, TimeSpan Still)[] seen = new (int, TimeSpan)[pulses.Count];
    private long last = time.GetTimestamp();

    /// <summary>To be called every second or so.</summary>
    public bool IsStuck()
    {
        var step = time.GetElapsedTime(last);
        last = time.GetTimestamp();
        var stuck = false;
        for (var i = 0; i < seen.Length; i++)
        {
            var beats = pulses[i].Beats;
            seen[i] = (beats, beats != seen[i].Beats ? TimeSpan.Zero : seen[i].Still + (step < LongestStep ? step : LongestStep));
            stuck |= seen[i].Still >= Limit;
        }
        return stuck;
    }
}
