using System.Text.Json;

namespace MzPanel.Protocol.Commands;

/// <summary>A list of texts, none of them twice.</summary>
public sealed record ListArg(string Name, string Description, TextArg Item, int MaxItems) : ArgField(Name, Description)
{
    /// <inheritdoc />
    public override string? Check(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return "must be a list of strings";
        if (value.GetArrayLength() > MaxItems)
            return $"must have at most {MaxItems} entries";
        var seen = new HashSet<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (Item.Check(item) is { } fault)
                return "has an entry that " + fault;
            if (!seen.Add(item.GetString()!))
                return "must not have an entry twice";
        }
        return null;
    }
}
