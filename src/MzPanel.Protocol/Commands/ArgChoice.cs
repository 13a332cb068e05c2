using System.Text.Json;

namespace MzPanel.Protocol.Commands;

/// <summary>Arguments whose <paramref name="Member"/> has one of these values.</summary>
public sealed record ArgChoice(string Member, params string[] Values)
{
    /// <summary>Whether the arguments choose it.</summary>
    public bool Holds(JsonElement args) =>
        args.TryGetProperty(Member, out var value) && value.ValueKind == JsonValueKind.String && Values.Contains(value.GetString());
}
