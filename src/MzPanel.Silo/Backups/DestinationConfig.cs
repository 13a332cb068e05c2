using MzPanel.Data.Backups;

namespace MzPanel.Silo.Backups;

/// <summary>Where exactly a destination is; of each type some members. Secrets have no place in it: they are sealed.</summary>
internal sealed record DestinationConfig
{
    /// <summary>Folder: of a server itself, or on its peer.</summary>
    public string? Path { get; init; }

    public string? Endpoint { get; init; }

    public string? Bucket { get; init; }

    public string? Prefix { get; init; }

    public string? Region { get; init; }

    public string? Host { get; init; }

    public int? Port { get; init; }

    public string? User { get; init; }

    public string? HostKey { get; init; }

    /// <summary>The server of this workspace that a peer is, where it is one.</summary>
    public string? ServerId { get; init; }

    private IEnumerable<(string Name, bool IsThere, string Types)> Members =>
    [
        ("path", Path is not null, $"{DestinationType.Local} and {DestinationType.Peer}"),
        ("endpoint", Endpoint is not null, DestinationType.Object), ("bucket", Bucket is not null, DestinationType.Object),
        ("prefix", Prefix is not null, DestinationType.Object), ("region", Region is not null, DestinationType.Object),
        ("host", Host is not null, DestinationType.Peer), ("port", Port is not null, DestinationType.Peer), ("user", User is not null, DestinationType.Peer),
        ("host_key", HostKey is not null, DestinationType.Peer), ("server_id", ServerId is not null, DestinationType.Peer),
    ];

    /// <summary>What belongs to another type, or is missing of this one; by member.</summary>
    public IEnumerable<(string Member, string Message)> Faults(string type)
    {
        foreach (var (name, isThere, types) in Members)
            if (isThere && !types.Split(" and ").Contains(type))
                yield return (name, $"is only for type {types}");
            else if (!isThere && Needed(type).Contains(name))
                yield return (name, $"is needed for type {type}");
    }

    private static string[] Needed(string type) => type switch
    {
        DestinationType.Local => ["path"],
        DestinationType.Object => ["endpoint", "bucket"],
        _ => ["path", "host", "user", "host_key"],
    };
}
