using System.Text.Json;

namespace MzPanel.Protocol.Commands;

/// <summary>A list of objects.</summary>
public sealed record ObjectsArg(string Name, string Description, ObjectArg Item, int MaxItems) : ArgField(Name, Description)
{
    /// <summary>Fewest entries.</summary>
    public int MinItems { get; init; } = 1;

    /// <inheritdoc />
    public override string? Check(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return "must be a list of objects";
        if (value.GetArrayLength() < MinItems || value.GetArrayLength() > MaxItems)
            return $"must have from {MinItems} to {MaxItems} entries";
        foreach (var item in value.EnumerateArray())
            if (Item.Check(item) is { } fault)
                return "has an entry that " + fault;
        return null;
    }
}
