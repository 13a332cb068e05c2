using System.Text.Json;

namespace MzPanel.Agent.Commands.Firewall;

/// <summary>Reads <c>nft --json list ruleset</c> (libnftables-json(5)). Pure.</summary>
internal static class NftRules
{
    private const int MostRules = 500;

    public static IReadOnlyList<FirewallChain> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var all = document.RootElement.GetProperty("nftables").EnumerateArray().ToList();
        var rules = Of(all, "rule").ToLookup(r => (Text(r, "family"), Text(r, "table"), Text(r, "chain")));
        return [.. Of(all, "chain").Select(c => new FirewallChain
        {
            Family = Text(c, "family") ?? "",
            Table = Text(c, "table") ?? "",
            Chain = Text(c, "name") ?? "",
            Hook = Text(c, "hook"),
            Policy = Text(c, "policy"),
            Rules = [.. Shown([.. rules[(Text(c, "family"), Text(c, "table"), Text(c, "name"))]])],
        })];
    }

    private static IEnumerable<JsonElement> Of(IEnumerable<JsonElement> all, string what) =>
        all.Where(e => e.TryGetProperty(what, out _)).Select(e => e.GetProperty(what));

    private static IEnumerable<string> Shown(List<JsonElement> rules)
    {
        foreach (var rule in rules.Take(MostRules))
            yield return NftText.Rule(rule);
        if (rules.Count > MostRules)
            yield return $"… and {rules.Count - MostRules} more";
    }

    private static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
