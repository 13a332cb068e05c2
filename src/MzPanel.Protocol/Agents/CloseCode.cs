namespace MzPanel.Protocol.Agents;

/// <summary>WebSocket close codes of agent-protocol.md, section 4.</summary>
public static class CloseCode
{
    /// <summary>The silo goes away without notice.</summary>
    public const int GoingAway = 1001;

    /// <summary>A binary frame came.</summary>
    public const int BinaryFrame = 1003;

    /// <summary>A message is larger than <see cref="ProtocolLimits.MessageBytes"/>.</summary>
    public const int TooBig = 1009;

    /// <summary>The silo drains; a <c>goaway</c> came before.</summary>
    public const int Restarting = 1012;

    /// <summary>Protocol violation.</summary>
    public const int Violation = 4400;

    /// <summary>The token was revoked or the server deleted.</summary>
    public const int Revoked = 4401;

    /// <summary>No <c>hello</c> in time, or too slow to read.</summary>
    public const int TooSlow = 4408;

    /// <summary>A newer connection of the same server took over.</summary>
    public const int Superseded = 4409;

    /// <summary>More than 6 connections in 60 s.</summary>
    public const int Flapping = 4429;
}
