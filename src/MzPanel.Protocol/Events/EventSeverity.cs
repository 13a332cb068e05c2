namespace MzPanel.Protocol.Events;

/// <summary>How much an event matters.</summary>
public static class EventSeverity
{
    /// <summary>Good to know.</summary>
    public const string Info = "info";

    /// <summary>Somebody should look.</summary>
    public const string Warning = "warning";

    /// <summary>Somebody must look now.</summary>
    public const string Critical = "critical";
}
