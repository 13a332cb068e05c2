using MzPanel.Protocol.Commands;

namespace MzPanel.Data.Backups;

/// <summary>Where backups go, as the records hold it. Times are unix ms.</summary>
public sealed record DestinationRow
{
    /// <summary><c>dst_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Workspace that owns it.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>One of <see cref="DestinationType"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Name that people gave it.</summary>
    public required string Name { get; init; }

    /// <summary>Where exactly, as a JSON object; nothing of it is secret.</summary>
    public required string Config { get; init; }

    /// <summary>Made at.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Raised by every change.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Servers that have their own box with what opens it, in the order of their ids.</summary>
    public IReadOnlyList<string> SealedFor { get; init; } = [];
}

/// <summary>The credentials of a destination, sealed for one server.</summary>
/// <param name="ServerId">The server.</param>
/// <param name="Sealed">Under the master key; <see langword="null"/> takes away the one that is there.</param>
public sealed record DestinationSeal(string ServerId, byte[]? Sealed);

/// <summary>What a destination is; the words are those of the API and of the records.</summary>
public static class DestinationType
{
    /// <summary>A folder of the server itself.</summary>
    public const string Local = BackupDestination.Local;

    /// <summary>A bucket that speaks S3.</summary>
    public const string Object = BackupDestination.Object;

    /// <summary>Another server, by SFTP.</summary>
    public const string Peer = BackupDestination.Peer;

    /// <summary>Every type, in the order of the contract.</summary>
    public static IReadOnlyList<string> All { get; } = [Local, Object, Peer];
}
