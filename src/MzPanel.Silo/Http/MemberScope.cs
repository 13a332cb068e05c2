using System.Text.Json;
using System.Text.Json.Serialization;

namespace MzPanel.Silo.Http;

/// <summary>Which objects of the workspace a member reaches: <c>{type: "all"}</c>, <c>{type: "servers", ids}</c> or <c>{type: "sites", ids}</c>.</summary>
internal sealed record MemberScope(string Type, IReadOnlyList<string>? Ids = null)
{
    public static MemberScope All { get; } = new("all");

    /// <summary>As the records hold it.</summary>
    public static MemberScope Parse(string json) =>
        JsonSerializer.Deserialize<MemberScope>(json, ApiJson.Options) ?? throw new FormatException("A member has no scope.");

    [JsonIgnore]
    public bool IsAll => Type == "all";

    public bool HoldsServer(string serverId) => IsAll || Type == "servers" && Ids?.Contains(serverId) == true;

    public bool HoldsSite(string siteId, string serverId) => HoldsServer(serverId) || Type == "sites" && Ids?.Contains(siteId) == true;
}
