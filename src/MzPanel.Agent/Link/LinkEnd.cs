namespace MzPanel.Agent.Link;

/// <summary>How a dial or a connection ended: what the back-off goes by.</summary>
internal abstract record LinkEnd
{
    /// <summary>The control plane welcomed the agent before that.</summary>
    public bool Welcomed { get; init; }

    /// <summary>The upgrade was refused with a status and the error code of the envelope.</summary>
    internal sealed record Refused(int Status, string? Code, TimeSpan? RetryAfter) : LinkEnd;

    /// <summary>The control plane closed the connection; with what it had said in <c>goaway</c> before.</summary>
    internal sealed record Closed(int Code, TimeSpan? ReconnectAfter) : LinkEnd;

    /// <summary>No answer, a broken line, a peer that fell silent.</summary>
    internal sealed record Lost(string Why) : LinkEnd;
}
