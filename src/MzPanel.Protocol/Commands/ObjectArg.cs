using System.Text.Json;

namespace MzPanel.Protocol.Commands;

/// <summary>An object with members of its own; any other member is refused.</summary>
public sealed record ObjectArg(string Name, string Description, params ArgField[] Members) : ArgField(Name, Description)
{
    private const string Prefix = "args.";
    private readonly ArgsSchema schema = new(Members);

    /// <summary>What several members together must be: says what is wrong, or <see langword="null"/>. Each for itself fits by then.</summary>
    public Func<JsonElement, string?>? Together { get; init; }

    /// <inheritdoc />
    public override string? Check(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return "must be an object";
        foreach (var (member, faults) in schema.Check(value))
            return $"is wrong in {member[Prefix.Length..]}: {faults[0]}";
        return Together?.Invoke(value);
    }
}
