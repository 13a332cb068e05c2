namespace MzPanel.Grains;

/// <summary>The timers and limits of delivery.md that an installation may set (running.md: <c>Agents:*</c>, <c>Jobs:*</c>).</summary>
public sealed class DeliveryOptions
{
    /// <summary>Seconds between heartbeats, told to agents (1-300).</summary>
    public int HeartbeatSeconds { get; set; } = 30;

    /// <summary>Silence in seconds after which a server is offline (2-3,600).</summary>
    public int OfflineSeconds { get; set; } = 90;

    /// <summary>Silence in minutes after which a running command is lost.</summary>
    public double LostMinutes { get; set; } = 15;

    /// <summary>Minutes after a start, or after many agents dropped at once, in which nothing is judged from silence.</summary>
    public double JudgeFreeMinutes { get; set; } = 5;

    /// <summary>Jobs waiting per server before <c>queue_full</c>.</summary>
    public int MaxQueued { get; set; } = 1000;
}
