namespace MzPanel.Protocol;

/// <summary>Numbers both ends of the agent protocol must agree on (agent-protocol.md, sections 2, 4 and 5).</summary>
public static class ProtocolLimits
{
    /// <summary>The only protocol version spoken here.</summary>
    public const int Version = 1;

    /// <summary>Largest message in bytes after reassembly; a larger one closes the socket with 1009.</summary>
    public const int MessageBytes = 64 * 1024;

    /// <summary>Unacknowledged log text in bytes that an agent may have in flight.</summary>
    public const int LogWindowBytes = 1024 * 1024;

    /// <summary>Longest piece of a log line in bytes of UTF-8; an agent splits longer lines.</summary>
    public const int LinePieceBytes = 8 * 1024;

    /// <summary>Largest serialised <c>args</c> of a command in bytes.</summary>
    public const int ArgsBytes = 16 * 1024;

    /// <summary>Largest serialised <c>result</c> in bytes; a larger one is written as log lines.</summary>
    public const int ResultBytes = 32 * 1024;

    /// <summary>Largest epoch an agent may claim: the integers a JSON number carries exactly (RFC 8259, section 6).</summary>
    public const long MaxEpoch = (1L << 53) - 1;

    /// <summary>Deepest nesting of a message.</summary>
    public const int JsonDepth = 32;

    /// <summary>Time between the upgrade and <c>hello</c>, in seconds.</summary>
    public const int HelloSeconds = 10;

    /// <summary>WebSocket ping interval and pong timeout, in seconds.</summary>
    public const int PingSeconds = 15;

    /// <summary>
    /// What to set for both, in seconds: .NET looks four times per interval, so each may take a quarter longer, and a dead peer
    /// must be noticed within 30 s.
    /// </summary>
    public const int KeepAliveSeconds = PingSeconds * 4 / 5;
}
