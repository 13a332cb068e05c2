namespace MzPanel.Protocol.Agents;

/// <summary>The silo drains; sent before close 1012.</summary>
public sealed record GoAway
{
    /// <summary>Time to wait before dialling again.</summary>
    public required long ReconnectAfterMs { get; init; }

    /// <summary>For logs.</summary>
    public required string Reason { get; init; }
}
