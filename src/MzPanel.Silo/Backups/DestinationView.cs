using System.Text.Json;
using MzPanel.Data.Backups;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Backups;

/// <summary>A destination as the API shows it (rest-api.md, backups): never what opens it.</summary>
internal sealed record DestinationView
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required string Name { get; init; }

    public required DestinationConfig Config { get; init; }

    /// <summary>Servers, of those in the caller's scope, that can open it.</summary>
    public required IReadOnlyList<string> SealedFor { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static DestinationView Of(DestinationRow row, CallerIdentity caller)
    {
        var config = ConfigOf(row);
        return new()
        {
            Id = row.Id,
            Type = row.Type,
            Name = row.Name,
            Config = config.ServerId is { } server && !caller.Scope.HoldsServer(server) ? config with { ServerId = null } : config,
            SealedFor = [.. row.SealedFor.Where(caller.Scope.HoldsServer)],
            CreatedAt = ApiTime.Of(row.CreatedAt),
        };
    }

    public static DestinationConfig ConfigOf(DestinationRow row) => JsonSerializer.Deserialize<DestinationConfig>(row.Config, ApiJson.Options)!;
}
