using System.Text.Json.Serialization;

namespace MzPanel.Silo.Http;

/// <summary>Which objects of the workspace a member reaches: <c>{type: "all"}</c>, <c>{type: "servers", ids}</c> or <c>{type: "sites", ids}</c>.</summary>
internal sealed record MemberScope(string Type, IReadOnlyList<string>? Ids = null)
{
    public static MemberScope All { get; } = new("all");

    [JsonIgnore]
    public bool IsAll => Type == "all";

    public bool HoldsServer(string serverId) => IsAll || Type == "servers" && Ids?.Contains(serverId) == true;

    public bool HoldsSite(string siteId, string serverId) => HoldsServer(serverId) || Type == "sites" && Ids?.Contains(siteId) == true;
}
