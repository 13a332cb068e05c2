using System.Text.Json;
using System.Text.Json.Nodes;

namespace MzPanel.Silo.Sites;

/// <summary>Makes arguments of the site kinds out of what people write.</summary>
internal static class SiteArguments
{
    public static JsonObject Of(params (string Name, JsonNode? Value)[] members) =>
        new(members.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Name, member.Value)));

    public static (string Name, JsonNode? Value) Dry(bool? asked) => ("dry_run", asked is true ? true : null);

    /// <summary>Whether they ask only what would be done.</summary>
    public static bool IsDry(JsonObject args) => args.ContainsKey("dry_run");

    /// <summary>Domain names are the same in any case; arguments have them in lower case.</summary>
    public static string? Name(string? text) => text?.ToLowerInvariant();

    public static JsonArray? Names(IReadOnlyList<string?>? texts) => texts is null ? null : new([.. texts.Select(text => (JsonNode?)Name(text))]);

    /// <summary>The names that they would have a site answer to.</summary>
    public static IReadOnlyList<string> Names(JsonElement args)
    {
        var aliases = args.TryGetProperty("aliases", out var given) ? given.EnumerateArray().Select(alias => alias.GetString()!) : [];
        return args.TryGetProperty("domain", out var domain) ? [domain.GetString()!, .. aliases] : [.. aliases];
    }

    /// <summary>Scheme, host and port, whichever way it was written.</summary>
    public static string? Origin(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return text;
        var origin = Name(text)!;
        return (origin.Contains("://", StringComparison.Ordinal) ? origin : "http://" + origin) is var whole && whole.EndsWith('/') ? whole[..^1] : whole;
    }
}
