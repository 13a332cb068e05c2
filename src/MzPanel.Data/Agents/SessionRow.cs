namespace MzPanel.Data.Agents;

/// <summary>The connection of a server that was accepted last.</summary>
public sealed record SessionRow
{
    /// <summary>The server.</summary>
    public required string ServerId { get; init; }

    /// <summary>Raised by each accepted <c>hello</c>; what comes under an older one changes nothing.</summary>
    public required long Epoch { get; init; }

    /// <summary>Unique per socket.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The silo that holds the socket.</summary>
    public required string Silo { get; init; }

    /// <summary>The agent's journal; <see langword="null"/> for an agent without.</summary>
    public string? JournalId { get; init; }

    /// <summary>The journal that all commands were last settled against; another one means a re-imaged VPS.</summary>
    public string? SettledJournalId { get; init; }

    /// <summary>Unix ms.</summary>
    public required long ConnectedAt { get; init; }

    /// <summary>Features as a JSON array.</summary>
    public required string Features { get; init; }

    /// <summary>Command kinds as a JSON array.</summary>
    public required string Kinds { get; init; }
}
