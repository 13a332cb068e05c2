using System.Globalization;
using System.Text.Json;

namespace MzPanel.Agent.Backups;

/// <summary>A snapshot as restic tells it.</summary>
internal sealed record Snapshot(string Id, long TakenAt, IReadOnlyList<string> Tags, IReadOnlyList<string> Paths)
{
    private const string PlanTag = "plan:";

    public string? PlanId => Tags.FirstOrDefault(tag => tag.StartsWith(PlanTag, StringComparison.Ordinal))?[PlanTag.Length..];

    public static string TagOf(string planId) => PlanTag + planId;

    public static IReadOnlyList<Snapshot> ListOf(string json)
    {
        using var said = JsonDocument.Parse(json);
        return Of(said.RootElement);
    }

    /// <summary>What <c>forget --json</c> keeps and removes; it says nothing at all where there is nothing to look at.</summary>
    public static (IReadOnlyList<Snapshot> Kept, int Removed) KeptOf(string json)
    {
        if (json.Trim().Length == 0)
            return ([], 0);
        using var said = JsonDocument.Parse(json);
        var groups = said.RootElement.ValueKind == JsonValueKind.Array ? said.RootElement.EnumerateArray().ToList() : [];
        return ([.. groups.SelectMany(g => Of(g.GetProperty("keep")))], groups.Sum(g => Of(g.GetProperty("remove")).Count));
    }

    private static IReadOnlyList<Snapshot> Of(JsonElement list) => list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(One)] : [];

    private static Snapshot One(JsonElement said) => new(
        said.GetProperty("id").GetString()!,
        DateTimeOffset.Parse(said.GetProperty("time").GetString()!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), Texts(said, "tags"), Texts(said, "paths"));

    private static IReadOnlyList<string> Texts(JsonElement of, string member) =>
        of.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(i => i.GetString()!)] : [];
}
