namespace MzPanel.Protocol.Envelopes;

/// <summary>Acknowledges the message named by <c>ref</c>; carries nothing.</summary>
public sealed record Ack;
