namespace MzPanel.Data.Events;

/// <summary>Something that happened on a VPS.</summary>
public sealed record EventRow
{
    /// <summary><c>evt_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Workspace of the server.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>The server.</summary>
    public required string ServerId { get; init; }

    /// <summary>For example <c>service.down</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>info</c>, <c>warning</c> or <c>critical</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>What it is about: type.</summary>
    public string? SubjectType { get; init; }

    /// <summary>What it is about: id.</summary>
    public string? SubjectId { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>More, as JSON.</summary>
    public string? Data { get; init; }

    /// <summary>When, by the VPS's clock, unix ms.</summary>
    public required long At { get; init; }

    /// <summary>When it came here, unix ms.</summary>
    public required long ReceivedAt { get; init; }
}
