using System.Text.Json;
using System.Text.Json.Serialization;
using MzPanel.Data.Backups;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Backups;

/// <summary>What of a plan's backups is fixed, as the records hold it in the place of a schedule's arguments.</summary>
internal sealed record PlanTerms
{
    public required string Kind { get; init; }

    public required RetentionFields Retention { get; init; }

    public IReadOnlyList<PlanDatabase?>? Databases { get; init; }

    public IReadOnlyList<string?>? Paths { get; init; }

    public IReadOnlyList<string?>? Exclude { get; init; }

    [JsonIgnore]
    public string Json => JsonSerializer.Serialize(this, ApiJson.Options);

    public static PlanTerms Of(PlanRow plan) => JsonSerializer.Deserialize<PlanTerms>(plan.Clock.Args, ApiJson.Options)!;

    /// <summary>With what a change names; what it leaves out stays, and an empty list takes back what was named before.</summary>
    public PlanTerms With(PlanFields asked)
    {
        // What belongs to the other kind goes with it.
        var isSame = asked.Kind is null || asked.Kind == Kind;
        return new()
        {
            Kind = asked.Kind ?? Kind,
            Retention = asked.Retention ?? Retention,
            Databases = Named(asked.Databases ?? (isSame ? Databases : null)),
            Paths = Named(asked.Paths ?? (isSame ? Paths : null)),
            Exclude = Named(asked.Exclude ?? (isSame ? Exclude : null)),
        };
    }

    private static IReadOnlyList<T>? Named<T>(IReadOnlyList<T>? list) => list is { Count: > 0 } ? list : null;
}
