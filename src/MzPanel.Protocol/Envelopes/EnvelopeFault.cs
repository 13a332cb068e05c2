namespace MzPanel.Protocol.Envelopes;

/// <summary>Why a message was refused; its <see cref="Code"/> goes into <c>error.code</c>, then the socket closes with 4400.</summary>
/// <param name="Code">Stable word for programs.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Id">Id of the refused message where it could still be read.</param>
public sealed record EnvelopeFault(string Code, string Message, string? Id = null)
{
    internal static EnvelopeFault BrokenJson(string? id) => new("malformed_json", "The message is not JSON in UTF-8, is nested too deep, or repeats a key.", id);

    internal static EnvelopeFault WrongVersion(string? id) => new("unsupported_version", "Only protocol version 1 is spoken here.", id);

    internal static EnvelopeFault Missing(string member, string? id) => new("missing_member", $"The member '{member}' is missing or has the wrong type.", id);
}
