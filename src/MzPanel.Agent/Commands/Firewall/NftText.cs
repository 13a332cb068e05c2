using System.Text.Json;

namespace MzPanel.Agent.Commands.Firewall;

/// <summary>Writes a rule out of nftables' JSON as nft itself writes it; what it does not know it leaves as JSON. Pure.</summary>
internal static class NftText
{
    private const int Longest = 1_000;

    public static string Rule(JsonElement rule)
    {
        var text = rule.TryGetProperty("expr", out var statements) && statements.ValueKind == JsonValueKind.Array
            ? string.Join(' ', statements.EnumerateArray().Select(Statement)) : "";
        if (rule.TryGetProperty("comment", out var comment) && comment.ValueKind == JsonValueKind.String)
            text += $" comment \"{comment.GetString()}\"";
        return text.Length > Longest ? text[..Longest] + "…" : text.TrimStart();
    }

    private static string Statement(JsonElement statement) => Only(statement) is not { } only ? statement.GetRawText() : (only.Name, only.Value) switch
    {
        ("match", var match) => Match(match),
        ("accept" or "drop" or "return" or "continue" or "notrack" or "masquerade" or "counter" or "log" or "reject", { ValueKind: JsonValueKind.Null }) => only.Name,
        ("counter", _) => "counter",
        ("jump" or "goto", var to) when to.TryGetProperty("target", out var target) => $"{only.Name} {target.GetString()}",
        _ => statement.GetRawText(),
    };

    private static string Match(JsonElement match)
    {
        var (left, right) = (Value(match.GetProperty("left")), Value(match.GetProperty("right")));
        return match.GetProperty("op").GetString() is "==" or "in" or null ? $"{left} {right}" : $"{left} {match.GetProperty("op").GetString()} {right}";
    }

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Value)),
        JsonValueKind.Object when Only(value) is { } only => Named(only.Name, only.Value) ?? value.GetRawText(),
        _ => value.GetRawText(),
    };

    private static string? Named(string name, JsonElement value) => name switch
    {
        "payload" when Has(value, "protocol", out var protocol) && Has(value, "field", out var field) => $"{protocol} {field}",
        "meta" when Has(value, "key", out var key) => key is "iif" or "oif" or "iifname" or "oifname" or "mark" ? key : "meta " + key,
        "ct" when Has(value, "key", out var key) => "ct " + key,
        "set" when value.ValueKind == JsonValueKind.Array => $"{{ {string.Join(", ", value.EnumerateArray().Select(Value))} }}",
        "range" when value.ValueKind == JsonValueKind.Array => string.Join('-', value.EnumerateArray().Select(Value)),
        "prefix" when value.TryGetProperty("addr", out var address) && value.TryGetProperty("len", out var length) => $"{Value(address)}/{Value(length)}",
        _ => null,
    };

    private static bool Has(JsonElement value, string member, out string text)
    {
        text = value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString()! : "";
        return text.Length > 0;
    }

    private static JsonProperty? Only(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().ToList() is [var only] ? only : null;
}
