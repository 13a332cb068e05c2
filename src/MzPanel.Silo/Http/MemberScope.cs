using System.Text.Json;
using System.Text.Json.Serialization;

namespace MzPanel.Silo.Http;

/// <summary>Which objects of the workspace a member reaches: <c>{type: "all"}</c>, <c>{type: "servers", ids}</c> or <c>{type: "sites", ids}</c>.</summary>
internal sealed record MemberScope(string Type, IReadOnlyList<string>? Ids = null)
{
    public const string Servers = "servers";
    public const string Sites = "sites";

    public static MemberScope All { get; } = new("all");

    /// <summary>As the records hold it.</summary>
    public static MemberScope Parse(string json) =>
        JsonSerializer.Deserialize<MemberScope>(json, ApiJson.Options) ?? throw new FormatException("A member has no scope.");

    /// <summary>As the records hold it.</summary>
    [JsonIgnore]
    public string Json => JsonSerializer.Serialize(this, ApiJson.Options);

    /// <summary>The only servers it holds; <see langword="null"/> where it holds all of the workspace.</summary>
    [JsonIgnore]
    public IReadOnlyCollection<string>? OnlyServers => IsAll ? null : Type == Servers ? Ids ?? [] : [];

    [JsonIgnore]
    public bool IsAll => Type == "all";

    public bool HoldsServer(string serverId) => IsAll || Type == Servers && Ids?.Contains(serverId) == true;

    public bool HoldsSite(string siteId, string serverId) => HoldsServer(serverId) || Type == Sites && Ids?.Contains(siteId) == true;
}
