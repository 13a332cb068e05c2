using System.Text.Json;

namespace MzPanel.Protocol.Commands;

/// <summary>One of a few words.</summary>
public sealed record ChoiceArg(string Name, string Description, params string[] Values) : ArgField(Name, Description)
{
    /// <inheritdoc />
    public override string? Check(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && Values.Contains(value.GetString()) ? null : "must be one of " + string.Join(", ", Values);
}
