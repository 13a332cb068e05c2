using System.Text.Json;

namespace MzPanel.Agent.Commands.Firewall;

/// <summary>Reads <c>nft --json list ruleset</c> (libnftables-json(5)). Pure.</summary>
internal static class NftRules
{
    private const int MostRules = 500;

    // Loops over the elements themselves: lists and look-ups of them are code that the agent would have for this alone.
    public static IReadOnlyList<FirewallChain> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var all = document.RootElement.GetProperty("nftables");
        var rules = new Dictionary<string, List<string>>();
        foreach (var element in all.EnumerateArray())
            if (element.TryGetProperty("rule", out var rule))
                Add(rules, Key(rule, "chain"), rule);
        var chains = new List<FirewallChain>();
        foreach (var element in all.EnumerateArray())
            if (element.TryGetProperty("chain", out var chain))
                chains.Add(Chain(chain, rules.GetValueOrDefault(Key(chain, "name")) ?? []));
        return chains;
    }

    private static FirewallChain Chain(JsonElement chain, List<string> rules) => new()
    {
        Family = Text(chain, "family") ?? "",
        Table = Text(chain, "table") ?? "",
        Chain = Text(chain, "name") ?? "",
        Hook = Text(chain, "hook"),
        Policy = Text(chain, "policy"),
        Rules = rules,
    };

    private static void Add(Dictionary<string, List<string>> rules, string chain, JsonElement rule)
    {
        if (!rules.TryGetValue(chain, out var sofar))
            rules[chain] = sofar = [];
        if (sofar.Count < MostRules)
            sofar.Add(NftText.Rule(rule));
        else if (sofar.Count == MostRules)
            sofar.Add("… and more");
    }

    // No part of it holds a line break.
    private static string Key(JsonElement of, string name) => $"{Text(of, "family")}\n{Text(of, "table")}\n{Text(of, name)}";

    private static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
