using System.Text.Json;

namespace MzPanel.Agent.Commands.Firewall;

/// <summary>Writes a rule out of nftables' JSON as nft itself writes it; what it does not know it leaves as JSON. Pure.</summary>
internal static class NftText
{
    private const int Longest = 1_000;

    public static string Rule(JsonElement rule)
    {
        var text = rule.TryGetProperty("expr", out var statements) && statements.ValueKind == JsonValueKind.Array
            ? Joined(" ", statements, Statement) : "";
        if (rule.TryGetProperty("comment", out var comment) && comment.ValueKind == JsonValueKind.String)
            text += $" comment \"{comment.GetString()}\"";
        return text.Length > Longest ? text[..Longest] + "…" : text.TrimStart();
    }

    private static string Statement(JsonElement statement) => Only(statement, out var name, out var value) ? Statement(name, value) ?? statement.GetRawText() : statement.GetRawText();

    private static string? Statement(string name, JsonElement value) => name switch
    {
        "match" => Match(value),
        "counter" => name,
        "accept" or "drop" or "return" or "continue" or "notrack" or "masquerade" or "log" or "reject" when value.ValueKind == JsonValueKind.Null => name,
        "jump" or "goto" when Has(value, "target", out var target) => $"{name} {target}",
        _ => null,
    };

    private static string Match(JsonElement match)
    {
        var (left, right) = (Value(match.GetProperty("left")), Value(match.GetProperty("right")));
        return match.GetProperty("op").GetString() is "==" or "in" or null ? $"{left} {right}" : $"{left} {match.GetProperty("op").GetString()} {right}";
    }

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => Joined(",", value, Value),
        JsonValueKind.Object when Only(value, out var name, out var inner) => Named(name, inner) ?? value.GetRawText(),
        _ => value.GetRawText(),
    };

    private static string? Named(string name, JsonElement value) => name switch
    {
        "payload" when Has(value, "protocol", out var protocol) && Has(value, "field", out var field) => $"{protocol} {field}",
        "meta" when Has(value, "key", out var key) => key is "iif" or "oif" or "iifname" or "oifname" or "mark" ? key : "meta " + key,
        "ct" when Has(value, "key", out var key) => "ct " + key,
        "set" when value.ValueKind == JsonValueKind.Array => $"{{ {Joined(", ", value, Value)} }}",
        "range" when value.ValueKind == JsonValueKind.Array => Joined("-", value, Value),
        "prefix" when value.TryGetProperty("addr", out var address) && value.TryGetProperty("len", out var length) => $"{Value(address)}/{Value(length)}",
        _ => null,
    };

    private static bool Has(JsonElement value, string member, out string text)
    {
        text = value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString()! : "";
        return text.Length > 0;
    }

    private static string Joined(string by, JsonElement list, Func<JsonElement, string> show)
    {
        var texts = new List<string>();
        foreach (var item in list.EnumerateArray())
            texts.Add(show(item));
        return string.Join(by, texts);
    }

    private static bool Only(JsonElement of, out string name, out JsonElement value)
    {
        (name, value) = ("", default);
        if (of.ValueKind != JsonValueKind.Object || of.GetPropertyCount() != 1)
            return false;
        foreach (var member in of.EnumerateObject())
            (name, value) = (member.Name, member.Value);
        return true;
    }
}
