namespace MzPanel.Silo.Live;

/// <summary>One change as all viewers of a workspace share it.</summary>
internal sealed record LiveItem
{
    private const int Overhead = 128;

    /// <summary>Number within the workspace.</summary>
    public required long Seq { get; init; }

    /// <summary>Name of the event.</summary>
    public required string Kind { get; init; }

    /// <summary>JSON; <see langword="null"/> where there is nothing to show: a later change tells it, or it is gone.</summary>
    public byte[]? Data { get; init; }

    /// <summary>The server it is about; <see langword="null"/> with nothing to show.</summary>
    public string? ServerId { get; init; }

    /// <summary>The site it is about.</summary>
    public string? SiteId { get; init; }

    /// <summary>The servers of a rollout, shared by all that is told of it: only who sees all of them sees it.</summary>
    public IReadOnlyList<string>? Servers { get; init; }

    /// <summary>A server went. No event has a word for that, so viewers that knew it read their lists again.</summary>
    public bool Removes { get; init; }

    public int Bytes => Overhead + (Data?.Length ?? 0);
}
