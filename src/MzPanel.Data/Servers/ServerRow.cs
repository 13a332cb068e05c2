using System.Text.Json;

namespace MzPanel.Data.Servers;

/// <summary>A VPS as the records hold it. Times are unix ms.</summary>
public sealed record ServerRow
{
    /// <summary><c>srv_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Workspace that owns it.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>Name that people gave it.</summary>
    public required string Name { get; init; }

    /// <summary>Tags that people gave it.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>One of <see cref="ServerStatus"/>.</summary>
    public string Status { get; init; } = ServerStatus.Pending;

    /// <summary>Name the VPS gives itself.</summary>
    public string? Hostname { get; init; }

    /// <summary>For example <c>debian</c>.</summary>
    public string? Os { get; init; }

    /// <summary>For example <c>12</c>.</summary>
    public string? OsVersion { get; init; }

    /// <summary><c>amd64</c> or <c>arm64</c>.</summary>
    public string? Arch { get; init; }

    /// <summary>Kernel release.</summary>
    public string? Kernel { get; init; }

    /// <summary>Version of the agent program.</summary>
    public string? AgentVersion { get; init; }

    /// <summary>Public JWK to which credentials are sealed, as JSON.</summary>
    public string? SealKey { get; init; }

    /// <summary>Payload of the last heartbeat stored, as JSON.</summary>
    public string? Metrics { get; init; }

    /// <summary>Last sign of life stored.</summary>
    public long? LastSeenAt { get; init; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    public long StatusAt { get; init; }

    /// <summary>One of <see cref="Servers.UpdatePolicy"/>; nothing where it is the workspace's.</summary>
    public string? UpdatePolicy { get; init; }

    /// <summary>The one that holds: the server's own, or the workspace's. Only read.</summary>
    public string PolicyInForce { get; init; } = Servers.UpdatePolicy.Manual;

    /// <summary>Made at.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Deleted at.</summary>
    public long? DeletedAt { get; init; }

    /// <summary>Raised by changes that people make; what the agent tells leaves it alone.</summary>
    public long Version { get; init; } = 1;

    /// <summary>
    /// <see cref="Tags"/> as kept. Each element stands on a line of its own, so that a quoted tag is found as text and never
    /// across two elements.
    /// </summary>
    internal string TagsJson
    {
        get => JsonSerializer.Serialize(Tags, Lines);
        init => Tags = JsonSerializer.Deserialize<string[]>(value) ?? [];
    }

    private static readonly JsonSerializerOptions Lines = new() { WriteIndented = true };
}

/// <summary>Whether a server's agent is there.</summary>
public static class ServerStatus
{
    /// <summary>It never connected.</summary>
    public const string Pending = "pending";

    /// <summary>It is connected.</summary>
    public const string Online = "online";

    /// <summary>It is silent.</summary>
    public const string Offline = "offline";
}

/// <summary>Which servers of a workspace to list; what is <see langword="null"/> does not count.</summary>
/// <param name="Status">In that state, as stored.</param>
/// <param name="Tag">With that tag.</param>
/// <param name="Query">With that text in the name or the hostname.</param>
/// <param name="Within">One of these: what the reader's scope holds.</param>
public sealed record ServerFilter(string? Status = null, string? Tag = null, string? Query = null, IReadOnlyCollection<string>? Within = null);

/// <summary>A sign of life to be stored.</summary>
/// <param name="ServerId">Whose.</param>
/// <param name="Epoch">Epoch of the connection it came by.</param>
/// <param name="At">When, unix ms.</param>
/// <param name="Metrics">Payload of the heartbeat as JSON; <see langword="null"/> keeps what is stored.</param>
public sealed record ServerSeen(string ServerId, long Epoch, long At, string? Metrics);
