namespace MzPanel.Agent.Watchdog;

/// <summary>The sign of life of one loop: it beats whenever it comes round.</summary>
internal sealed class Pulse
{
    /// <summary>No loop waits longer than this without beating.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private int beats;

    public int Beats => Volatile.Read(ref beats);

    public void Beat() => Interlocked.Increment(ref beats);
}
