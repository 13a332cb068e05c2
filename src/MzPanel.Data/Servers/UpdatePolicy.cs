namespace MzPanel.Data.Servers;

/// <summary>When a server's agent is brought to a newer version.</summary>
public static class UpdatePolicy
{
    /// <summary>Never, also not where somebody asks for it.</summary>
    public const string Pinned = "pinned";

    /// <summary>When somebody asks for it.</summary>
    public const string Manual = "manual";

    /// <summary>By itself where the version heals a fault of security.</summary>
    public const string Security = "security";

    /// <summary>By itself.</summary>
    public const string Auto = "auto";

    /// <summary>Of a server: as its workspace's.</summary>
    public const string Workspace = "workspace";

    /// <summary>Those that a workspace has.</summary>
    public static IReadOnlyList<string> All { get; } = [Pinned, Manual, Security, Auto];
}

/// <summary>A server whose agent is of another version than one looked for.</summary>
public sealed record OtherVersion
{
    /// <summary>The server.</summary>
    public required string Id { get; init; }

    /// <summary>Which one.</summary>
    public required string AgentVersion { get; init; }
}
