namespace MzPanel.Protocol.Envelopes;

/// <summary>The message named by <c>ref</c> was not understood.</summary>
public sealed record ErrorNotice
{
    /// <summary>Stable word for programs.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>Code for a type this end does not know; the connection stays up.</summary>
    public const string UnknownType = "unknown_type";
}
