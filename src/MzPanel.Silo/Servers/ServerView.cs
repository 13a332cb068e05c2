using System.Text.Json;
using MzPanel.Data.Servers;
using MzPanel.Grains.Servers;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Servers;

/// <summary>A server as the API shows it (rest-api.md, servers).</summary>
internal sealed record ServerView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required string Status { get; init; }

    public string? Hostname { get; init; }

    public string? Os { get; init; }

    public string? OsVersion { get; init; }

    public string? Arch { get; init; }

    public string? AgentVersion { get; init; }

    /// <summary>Its own; absent where it is the workspace's.</summary>
    public string? UpdatePolicy { get; init; }

    public DateTimeOffset? LastSeenAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public JsonElement? Metrics { get; init; }

    public required ServerJobsView Jobs { get; init; }

    public JsonElement? SealKey { get; init; }

    public static ServerView Of(ServerRow server, ServerJobsView jobs, LiveServer? live = null) => new()
    {
        Id = server.Id,
        Name = server.Name,
        Tags = server.Tags,
        Status = live?.Status ?? server.Status,
        Hostname = server.Hostname,
        Os = server.Os,
        OsVersion = server.OsVersion,
        Arch = server.Arch,
        AgentVersion = server.AgentVersion,
        UpdatePolicy = server.UpdatePolicy,
        LastSeenAt = ApiTime.Of(live?.LastSeenAt ?? server.LastSeenAt),
        CreatedAt = ApiTime.Of(server.CreatedAt),
        Metrics = LatestMetrics.Of(live?.Metrics) ?? LatestMetrics.Of(server.Metrics),
        Jobs = jobs,
        SealKey = ApiDocument.OfOptional(server.SealKey),
    };
}

internal sealed record ServerJobsView(int Queued, int Running);
