using System.Runtime.InteropServices;
using System.Text.Json;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Protocol.Commands;

/// <summary>The members that a kind's <c>args</c> may have; anything else is refused.</summary>
public sealed class ArgsSchema(params ArgField[] fields)
{
    /// <summary>Takes no arguments.</summary>
    public static ArgsSchema None { get; } = new();

    /// <summary>The members, in the order of the documentation.</summary>
    public IReadOnlyList<ArgField> Fields { get; } = fields;

    /// <summary>What two members are to each other, where they are anything.</summary>
    public ArgsRule? Rule { get; private init; }

    /// <summary>Members of a kind that changes something: it takes <c>dry_run</c> too.</summary>
    public static ArgsSchema Mutating(params ArgField[] fields) =>
        new([.. fields, new FlagArg("dry_run", "Say what would be done and do nothing.")]);

    /// <summary>The same, one of these two being needed.</summary>
    public ArgsSchema Needing(string one, string other) => new([.. Fields]) { Rule = new(one, other, IsNeeded: true) };

    /// <summary>The same, at most one of these two being allowed.</summary>
    public ArgsSchema NotBoth(string one, string other) => new([.. Fields]) { Rule = new(one, other, IsNeeded: false) };

    /// <summary>Messages by field (<c>args.name</c>); empty where the arguments fit.</summary>
    public IReadOnlyDictionary<string, string[]> Check(JsonElement args)
    {
        if (args.ValueKind != JsonValueKind.Object)
            return Refused("must be an object");
        if (!Unicode.IsSound(JsonMarshal.GetRawUtf8Value(args)))
            return Refused("must hold Unicode text only");
        var faults = new Dictionary<string, string[]>();
        foreach (var member in args.EnumerateObject())
            if (!Fields.Any(f => f.Name == member.Name))
                faults["args." + member.Name] = ["is not an argument of this kind"];
        foreach (var field in Fields)
            if (Fault(args, field) is { } fault)
                faults["args." + field.Name] = [fault];
        if (Rule?.Fault(args) is { } together)
            faults.TryAdd("args." + together.Member, [together.Says]);
        return faults;
    }

    private static Dictionary<string, string[]> Refused(string message) => new() { ["args"] = [message] };

    private static string? Fault(JsonElement args, ArgField field)
    {
        var given = args.TryGetProperty(field.Name, out var value) && value.ValueKind != JsonValueKind.Null;
        if (field.Only is { } only && !only.Holds(args))
            return given ? $"is only for {only.Member} {string.Join(" and ", only.Values)}" : null;
        return given ? field.Check(value) : field.Required ? "is required" : null;
    }
}
