using System.Text.Json;

namespace MzPanel.Protocol.Commands;

/// <summary>What two members of <c>args</c> are to each other: one of them is needed, or one alone is allowed.</summary>
public sealed record ArgsRule(string One, string Other, bool IsNeeded)
{
    internal (string Member, string Says)? Fault(JsonElement args) => (IsGiven(args, One), IsGiven(args, Other)) switch
    {
        (false, false) when IsNeeded => (One, $"is required, or {Other} is"),
        (true, true) when !IsNeeded => (Other, $"must not stand beside {One}"),
        _ => null,
    };

    private static bool IsGiven(JsonElement args, string member) => args.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null;
}
